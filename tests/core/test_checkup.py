"""A file before it is predicted on: which column is what, and what the user is told."""

import io

import pandas as pd
import pytest

import core
from core import incoming
from core.cases import fields
from core.checkup import as_asked, checkup
from tests.data import dataset

ROWS = 120
TRAINING = "age,pclass,city,when,flag,note,label\n" + "".join(
    f"{20 + i % 50},{1 + i % 3},{('Bonn', 'Lima', 'Rome')[i % 3]},2024-01-{1 + i % 28:02d},{i % 2},"
    f"x{i},{('no', 'yes')[i % 2]}\n"
    for i in range(ROWS)
)
KINDS = {"pclass": "categorical", "note": "identifier"}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run on a file with numbers, a category of digits, labels, dates and a flag."""
    folder = tmp_path_factory.mktemp("checkup")
    (folder / "training.csv").write_text(TRAINING)
    table = core.read_dataset(folder / "training.csv", folder=folder, options={"kinds": KINDS})
    features = ["age", "pclass", "city", "when", "flag"]
    asked = core.Experiment.of(table, "label", split=core.Split("random", folds=2), holdout=0)
    return core.train(asked, "tree", features=features)


@pytest.fixture
def look(run, tmp_path):
    """Check a text as a file to predict on: made, columns, findings by code."""

    def read(text, reader=False, **chosen):
        if reader:
            made = incoming.read(run, io.BytesIO(text.encode()), "new", tmp_path)
        else:
            made = dataset(pd.read_csv(io.StringIO(text)), tmp_path)
        columns = {**incoming.propose(run.request.features, made.names), **chosen}
        known = fields(run.experiment, run.request.features)
        found = checkup(run, made, columns, known)
        return made, columns, {finding.code: finding for finding in found}

    return read


GOOD = "age,pclass,city,when,flag\n30,1,Bonn,2024-01-05,1\n40,3,Rome,2024-01-20,0\n"


def test_a_file_like_the_training_data_has_no_finding(look):
    assert look(GOOD)[2] == {}


def test_a_category_of_digits_stays_a_category(look, run):
    made, columns, _ = look(GOOD + "50,,Lima,2024-01-21,1\n", reader=True)
    assert made.column("pclass").kind == "categorical"
    frame = as_asked(run, made.frame(), columns)
    assert frame["pclass"].astype(object).tolist()[:2] == ["1", "3"]


def test_missing_columns_are_serious_unless_they_are_left_missing(look, run):
    text = GOOD.replace("city", "weather")
    made, columns, found = look(text)
    assert found["missing_columns"].severity == "serious"
    assert found["missing_columns"].columns == ("city",)
    with pytest.raises(ValueError, match="No column of the file was given for city"):
        as_asked(run, made.frame(), columns)
    made, columns, found = look(text, city=None)
    assert "missing_columns" not in found and found["left_missing"].columns == ("city",)
    assert len(run.predict(as_asked(run, made.frame(), columns))) == 2
    made, columns, found = look(text, city="weather")
    assert "'weather' as 'city'" in found["renamed_columns"].evidence


@pytest.mark.parametrize("name", ["Age", " AGE ", "a-g-e", "ages"])
def test_another_spelling_of_a_name_is_proposed(look, name):
    _, columns, found = look(GOOD.replace("age", name))
    assert columns["age"] == name and "renamed_columns" in found


def test_a_name_that_is_there_is_never_given_to_another_feature():
    names = ("Age", "age", "city_", "City")
    assert incoming.propose(("age", "city"), names) == {"age": "age", "city": "city_"}
    assert incoming.propose(("tenure", "ten"), ("tenure_months",)) == {"tenure": "tenure_months"}
    assert incoming.propose(("a", "b"), ("x", "y")) == {}


def test_words_among_numbers_are_counted(look):
    lines = "".join(f"{20 + i % 40},1,Bonn,2024-01-05,1\n" for i in range(30))
    made, _, found = look(
        "age,pclass,city,when,flag\n" + lines + "n.b.,1,Bonn,2024-01-06,0\n", True
    )
    assert "1 cell of 'age' hold no number ('n.b.')" in found["retyped"].evidence
    assert made.column("age").kind == "numeric" and made.rows == 31


def test_a_column_without_any_usable_value_is_said(look):
    _, _, found = look(GOOD.replace("30,", "old,").replace("40,", "young,"))
    assert found["all_missing"].columns == ("age",)
    assert "'old'" in found["all_missing"].evidence


def test_unseen_labels_and_values_out_of_range_are_counted(look):
    text = GOOD + "99,1,Oslo,2024-01-05,1\n2,1,Oslo,1999-01-05,0\n"
    _, _, found = look(text)
    assert "2 rows have a label" in found["unseen_labels"].title
    assert "'Oslo'" in found["unseen_labels"].evidence and found["unseen_labels"].rows == (2, 3)
    assert found["out_of_range"].severity == "warning"


def test_the_end_of_a_range_is_inside(look):
    text = "age,pclass,city,when,flag\n20,1,Bonn,2024-01-01,1\n69,2,Lima,2024-01-28,0\n"
    assert "out_of_range" not in look(text)[2]
    assert "out_of_range" in look(text.replace("69,", "69.5,"))[2]


def test_the_target_and_other_columns_are_noted(look):
    lines = GOOD.splitlines()
    text = "\n".join([lines[0] + ",label,day", *(f"{line},yes,03.04.2024" for line in lines[1:])])
    made, _, found = look(text, reader=True)
    assert found["target_present"].severity == found["extra_columns"].severity == "note"
    assert found["extra_columns"].columns == ("day",)
    assert made.frame()["day"].astype(str).tolist() == ["03.04.2024"] * 2


def test_lines_that_are_no_row_are_said(look):
    made, _, found = look(GOOD + ",,,,\n", reader=True)
    assert made.rows == 2 and "2 rows that were read" in found["lines_without_a_row"].why


def test_findings_survive_json_and_every_text_is_plain(look):
    _, _, found = look(GOOD.replace("city", "weather").replace("30,", "999,"))
    assert found
    for finding in found.values():
        assert type(finding).from_json(finding.to_json()) == finding


def test_the_fields_say_what_training_had(run):
    known = {field.name: field for field in fields(run.experiment, run.request.features)}
    age, city, when = known["age"], known["city"], known["when"]
    assert (age.low, age.high, age.whole, sum(age.counts)) == (20, 69, True, ROWS)
    assert age.outside(20) == "" and "above the training range" in age.outside(70)
    assert city.labels == ("Bonn", "Lima", "Rome") and city.usual == "Bonn"
    assert "was in no training row" in city.outside("Oslo") and "never was" in city.outside(None)
    assert when.low[:10] == "2024-01-01" and "below" in when.outside("2023-12-31 00:00:00")
    assert known["pclass"].labels == ("1", "2", "3")
    assert pd.Timestamp(when.low) <= pd.Timestamp(when.usual) <= pd.Timestamp(when.high)
