"""A file to predict on is read as the training file was, unless its cells say otherwise."""

import io
from dataclasses import replace

import pytest

import core
from core import incoming
from core.cases import fields
from core.checkup import DOUBTFUL, DROPPED, checkup
from core.dataset.notes import SENTENCES
from core.inherited import read_with

ROWS = 40
COMMAS = ["1,25", "2,125", "0,5", "1500,1"]
POINTS = ["1.25", "2.125", "0.5", "1500.1"]


def table(separator, names, *cells):
    rows = zip(*(one * (ROWS // len(one)) for one in cells))
    lines = [separator.join(row) + f"{separator}{'yn'[i % 2]}" for i, row in enumerate(rows)]
    return "\n".join([separator.join([*names, "label"]), *lines])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run on a text that is read as it comes, or with options; the label is not a feature."""
    folder, known = tmp_path_factory.mktemp("training"), {}

    def _trained(text, **options):
        if (key := text + str(options)) not in known:
            known[key] = _train(text, options)
        return known[key]

    def _train(text, options):
        made = core.read_dataset(
            io.BytesIO(text.encode()), name="t", folder=folder, options=options
        )
        asked = core.Experiment.of(made, "label", split=core.Split("random", folds=2), holdout=0)
        return core.train(asked, "dummy", features=[n for n in made.names if n != "label"])

    return _trained


@pytest.fixture
def look(tmp_path):
    """A text read to be predicted on: its Dataset, and the findings of the check by code."""

    def _look(run, text):
        made = incoming.read(run, io.BytesIO(text.encode()), "new", tmp_path / "new")
        columns = incoming.propose(run.request.features, made.names)
        found = checkup(run, made, columns, fields(run.experiment, run.request.features))
        return made, {finding.code: finding for finding in found}

    return _look


def days(dataset, name="when"):
    return dataset.frame([name])[name].dt.strftime("%m-%d").tolist()


def numbers(dataset, name="price"):
    return dataset.frame([name])[name].tolist()


@pytest.fixture(scope="module")
def months(trained):
    return trained(table(",", ["when"], ["1/25/2024", "2/26/2024", "3/3/2024", "4/5/2024"]))


def test_ambiguous_dates_are_read_in_the_order_of_the_training(months, look):
    made, found = look(months, "when\n1/5/2024\n2/6/2024\n")
    assert days(made) == ["01-05", "02-06"]
    assert not {"other_marks", *DOUBTFUL} & set(found)
    again = incoming.fit_to(months, made, {"when": "when"}, made.path.parent)
    assert again is made


def test_the_same_under_another_name(months, look):
    made, _ = look(months, "When,n\n1/5/2024,1\n2/6/2024,2\n")
    assert days(made, "When") == ["01-05", "02-06"]


def test_the_order_that_somebody_asked_for_in_training_is_the_order_here(trained, look):
    cells = ["1/5/2024", "2/6/2024", "3/7/2024", "4/8/2024"]
    text = table(",", ["when"], cells)
    run = trained(text, dates_in={"when": "month first"})
    assert days(look(run, "when\n1/5/2024\n2/6/2024\n")[0]) == ["01-05", "02-06"]
    made, found = look(trained(text), "when\n1/5/2024\n2/6/2024\n")
    assert days(made) == ["05-01", "06-02"] and found["ambiguous_dates"].severity == "note"
    assert found["ambiguous_dates"].columns == ("when",)


def test_dates_that_show_their_own_order_are_read_so_and_it_is_said(months, look):
    made, found = look(months, "when\n25/1/2024\n2/6/2024\n")
    assert days(made) == ["01-25", "06-02"]
    assert found["other_marks"].severity == "warning"
    assert "when: day first here, month first in training" in found["other_marks"].evidence


def test_a_file_that_shows_its_order_in_one_column_has_it_in_all(trained, look):
    cells = ["1/25/2024", "2/26/2024", "3/3/2024", "4/5/2024"]
    run = trained(table(",", ["when", "paid"], cells, cells[::-1]))
    made, found = look(run, "when,paid\n25/1/2024,1/5/2024\n2/6/2024,1/6/2024\n")
    assert days(made, "paid") == ["05-01", "06-01"]
    assert found["ambiguous_dates"].severity == "warning"


@pytest.mark.parametrize(("cells", "read"), [
    (["1,250", "2,125"], [1.25, 2.125]), (["1.250", "2.125"], [1250, 2125]),
    (["1,250", "n.b."], [1.25, None]), (["1,5", "2,125"], [1.5, 2.125]),
])  # fmt: skip
def test_numbers_are_read_with_the_decimal_comma_of_the_training(trained, look, cells, read):
    run = trained(table(";", ["price"], COMMAS))
    made, found = look(run, "price;n\n" + "".join(f"{cell};{i}\n" for i, cell in enumerate(cells)))
    assert [None if v != v else v for v in numbers(made)] == read
    assert "other_marks" not in found


@pytest.mark.parametrize(("text", "read"), [
    ("price;n\n1.25;1\n1.250;2\n", [1.25, 1.25]),
    ("price,n\n1.250,1\n2.125,2\n", [1.25, 2.125]),
])  # fmt: skip
def test_a_file_with_points_keeps_them_and_it_is_said(trained, look, text, read):
    made, found = look(trained(table(";", ["price"], COMMAS)), text)
    assert numbers(made) == read
    assert "price: decimal point here, decimal comma in training" in found["other_marks"].evidence


def test_quoted_commas_in_a_file_of_commas_are_decimal_ones_as_in_training(trained, look):
    made, found = look(trained(table(";", ["price"], COMMAS)), 'price,n\n"1,250",1\n"2,125",2\n')
    assert numbers(made) == [1.25, 2.125] and "other_marks" not in found


def test_a_file_with_decimal_commas_after_a_training_with_points(trained, look):
    run = trained(table(",", ["price", "size"], POINTS, POINTS[::-1]))
    made, found = look(run, "price;size\n1,25;1.250\n2,5;2.125\n")
    assert numbers(made) == [1.25, 2.5]
    assert "price: decimal comma here, decimal point in training" in found["other_marks"].evidence
    made, _ = look(run, "price;size\n1.070;1\n2.130;1\n3.555;1\n7;1\n")
    assert numbers(made) == [1.07, 2.13, 3.555, 7]


def test_decimal_commas_in_a_column_that_is_no_feature_are_the_marks_of_the_file(trained, look):
    lines = "1.070;1,5\n2.130;2,5\n3.555;3,5\n7;4,5\n"
    made, found = look(trained(table(",", ["price"], POINTS)), "price;other\n" + lines)
    assert numbers(made) == [1070, 2130, 3555, 7] and "other_marks" in found


def test_thousands_are_told(trained, look):
    _, found = look(trained(table(",", ["price"], POINTS)), "price;n\n1,250;1\n2,125;2\n")
    assert found["thousands"].columns == ("price",)
    assert "thousands separator" in found["thousands"].evidence


def test_readings_that_kept_less_say_what_their_notes_say(trained):
    dates = ["1/25/2024", "2/26/2024", "3/3/2024", "4/5/2024"]
    made = trained(table(";", ["price", "when"], COMMAS, dates)).experiment.dataset
    made = replace(made, reading=dict(made.reading))
    whole = read_with(made)
    assert whole == {"decimal_in": {"price": ","}, "dates_in": {"when": "month first"}}
    del made.reading["found"]
    assert read_with(made) == whole


def test_the_notes_that_the_check_shows_are_ones_the_reader_adds(request):
    code = "".join(
        path.read_text() for path in (request.config.rootpath / "core/dataset").glob("*.py")
    )
    added = {one for one in {*DROPPED, *DOUBTFUL} if f'notes.add("{one}"' in code}
    assert added | set(SENTENCES) >= {*DROPPED, *DOUBTFUL}


@pytest.mark.parametrize("odd", ["5,Bonn,1,9", "5"])
def test_rows_of_another_width_are_said(trained, look, odd):
    run = trained("age,city,label\n" + "3,Bonn,y\n4,Rome,n\n" * 20)
    _, found = look(run, "age,city,label\n" + "3,Bonn,y\n4,Rome,n\n" * 5 + odd + "\n")
    assert found["lines_without_a_row"].severity == "warning"
