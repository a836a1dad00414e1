"""A Fix reads the file again, changes what it says and nothing else; roles copy no data."""

import pytest

import core
from core.dataset import inspect
from core.dataset.offers import offers
from core.dataset.reread import asked, difference, merged

FILE = "city,age,size\n" + "".join(
    f"{('Köln', 'koln', 'Bonn')[i % 3]},{i if i % 20 else -999},{i if i % 4 else 'n. b.'}\n"
    for i in range(60)
)


@pytest.fixture
def made(upload):
    return upload(FILE)


def fixed(made, code):
    one = next(one for one in inspect(made).findings if one.code == code)
    assert one.fix == "read"
    return core.read_dataset(made.source, options=merged(asked(made), one.options))


def test_codes_become_missing_in_their_column_only(made):
    new = fixed(made, "coded_missing")
    (change,) = difference(made, new)
    assert (change.name, change.cells, change.lost) == ("age", 3, 3)
    assert change.examples[0] == (0, "-999", "")
    assert not any(one.code == "coded_missing" for one in inspect(new).findings)
    assert new.reading["asked"] == {"missing_in": {"age": ["-999"]}}


def test_spellings_become_one(made):
    new = fixed(made, "spellings")
    (change,) = difference(made, new)
    assert change.name == "city" and change.cells == 20 and change.lost == 0
    assert set(new.frame(["city"])["city"]) == {"Köln", "Bonn"}


def test_mixed_types_become_numbers_and_what_is_lost_is_counted_before(made):
    new = fixed(made, "mixed_types")
    (change,) = difference(made, new)
    assert change.sentence() == (
        "size: categorical becomes numeric. 15 of 60 cells cannot be read as numeric; "
        "they become missing."
    )
    assert change.examples[0] == (0, "n. b.", "")


def test_options_are_put_together_by_column():
    first = {"missing_in": {"a": ["1"]}, "decimal": "."}
    assert merged(first, {"missing_in": {"a": ["2"], "b": ["1"]}, "skip": 2}) == {
        "missing_in": {"a": ["1", "2"], "b": ["1"]}, "decimal": ".", "skip": 2,
    }  # fmt: skip
    assert first == {"missing_in": {"a": ["1"]}, "decimal": "."}
    assert merged({"replace": {"a": {"x": "y"}}}, {"replace": {"a": {"z": "y"}}})["replace"] == {
        "a": {"x": "y", "z": "y"}
    }


def test_numbers_that_may_have_decimal_commas_are_offered_so_in_their_columns_only(upload):
    made = upload("a;b\n" + "".join(f"1,{i + 100};{i}.5\n" for i in range(40)))
    (offer,) = offers(made)
    assert "1 column looks like decimal-comma numbers" in offer.label and offer.doubt
    new = core.read_dataset(made.source, options=offer.options)
    assert made.frame(["a"])["a"][0] == 1100 and new.frame(["a"])["a"][0] == 1.1
    assert [change.name for change in difference(made, new)] == ["a"]


def test_lines_above_a_table_that_were_read_as_rows_are_offered_to_be_left_out(upload):
    text = "one line\nanother\nthird\nname;n\n" + "".join(f"x{i};{i}\n" for i in range(40))
    made = upload(text, options={"skip": 0})
    assert made.names != ("name", "n")
    assert [o.options for o in offers(made) if o.doubt] == [{"skip": 3}]
    new = upload(text, options={"skip": 3})
    assert new.names == ("name", "n") and new.rows == 40
    assert [(c.name, c.cells) for c in difference(made, new)] == [("name", 0), ("n", 0)]
    with pytest.raises(ValueError, match="no data below"):
        upload(text, options={"skip": 999})


@pytest.mark.parametrize("options", [
    {"missing_in": ["x"]}, {"missing_in": {"a": "x"}}, {"replace": {"a": ["x"]}},
    {"replace": {"a": {"x": 1}}}, {"decimal_in": {"a": ";"}}, {"skip": -1},
])  # fmt: skip
def test_options_of_another_form_are_refused(upload, options):
    with pytest.raises(ValueError, match="must be"):
        upload(FILE, options=options)


def test_roles_stay_with_the_dataset_and_an_experiment_obeys_them(made, tmp_path):
    store = core.open_store(tmp_path / "store")
    store.save(made)
    store.attach(made.id, "roles", {"age": "target", "size": "group", "gone": "time"}, "dataset")
    loaded = store.load("dataset", made.id)
    assert [c.role for c in loaded.columns] == ["feature", "target", "group"]
    assert "role set by you (it was feature" in loaded.column("age").reason
    assert loaded.id == made.id and loaded.path.read_bytes() == made.path.read_bytes()
    assert core.Experiment.of(loaded, "age").features == ("city",)
    store.close()
