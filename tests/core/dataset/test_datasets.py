"""The eighteen published datasets open without a hand, as their descriptions say.

Their first lines are kept beside this file (origin and licence: samples/ORIGIN.md); `make prove`
tries the whole files.
"""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
HINTS = {  # name: rows, columns, separator, decimal mark, encoding, header
    "adult": (200, 15, ",", ".", "utf-8", "none"),
    "air_quality": (199, 15, ";", ",", "utf-8", "first line"),
    "airline_passengers": (144, 2, ",", ".", "utf-8", "first line"),
    "auto_mpg": (199, 9, ",", ".", "utf-8", "first line"),
    "bike_sharing": (199, 17, ",", ".", "utf-8", "first line"),
    "california_housing": (199, 10, ",", ".", "utf-8", "first line"),
    "credit_g": (200, 21, ",", ".", "utf-8", "none"),
    "digits": (200, 65, ",", ".", "utf-8", "none"),
    "insurance": (199, 7, ",", ".", "utf-8", "first line"),
    "iris": (150, 5, ",", ".", "utf-8", "first line"),
    "mammography": (200, 7, ",", ".", "utf-8", "none"),
    "nycflights13": (199, 19, ",", ".", "utf-8", "first line"),
    "penguins": (199, 18, ",", ".", "utf-8", "first line"),
    "pima_diabetes": (199, 9, ",", ".", "utf-8", "first line"),
    "sms_spam": (199, 2, ",", ".", "cp1252", "first line"),
    "telco_churn": (499, 21, ",", ".", "utf-8", "first line"),
    "titanic": (199, 12, ",", ".", "utf-8", "first line"),
}
MISSING = {  # name: a note about missing cells, and a column that it names
    "adult": ("missing", "column 7"),
    "air_quality": ("coded_missing", "NMHC(GT)"),
    "auto_mpg": ("missing", "horsepower"),
    "telco_churn": ("missing", "TotalCharges"),
}
TOURISM = '"rownames","Quarter","Region","State","Purpose","Trips"\n' + "".join(
    f'"{i + 1}",{1998 + i // 4} Q{i % 4 + 1},"Region {i % 3}","South","Business",{i * 1.37 + 90}\n'
    for i in range(80)
)
"""Lines in the shape of the eighteenth, whose licence keeps it out of here."""


@pytest.mark.parametrize("name", HINTS)
def test_opens_without_a_hand(read, note, name):
    dataset = read((SAMPLES / f"{name}.csv").read_bytes())
    rows, columns, *said = HINTS[name]
    assert (dataset.rows, len(dataset.columns)) == (rows, columns)
    assert [dataset.reading[k] for k in ("separator", "decimal", "encoding", "header")] == said
    if name in MISSING:
        code, column = MISSING[name]
        assert column in note(dataset, code).columns


def test_tourism_opens_without_a_hand(read):
    dataset = read(TOURISM)
    assert (dataset.rows, len(dataset.columns)) == (80, 6)
    assert dataset.reading["header"] == "first line" and dataset.reading["separator"] == ","
    assert dataset.column("Trips").kind == "numeric"


def test_each_sample_names_its_origin_and_licence():
    lines = (SAMPLES / "ORIGIN.md").read_text()
    assert {path.stem for path in SAMPLES.glob("*.csv")} == set(HINTS)
    assert all(f"| {name}.csv |" in lines for name in HINTS)
