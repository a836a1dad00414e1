"""Any table, written in any dialect, reads back equal: cell by cell, name by name."""

import csv
import io
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dataset.build import build
from core.dataset.limits import Limits
from core.dataset.options import check_options
from core.dataset.table import Dataset

SETTINGS = settings(
    max_examples=60,
    derandomize=True,
    deadline=timedelta(seconds=20),
    database=None,
    suppress_health_check=list(HealthCheck),
)
WORDS = [
    "red",
    "green",
    "Zoë",
    "Oslo",
    "it's",
    "a b",
    "naïve café",
    "São Paulo",
    "x-1",
    "no.",
    "@z",
]
SPICE = [",", ";", "\t", "|", '"', "'", "\n", "\n\n", '""', "`", "{", "}", "\\", "=", "#", " - "]
WIDE = ["Łódź", "Ελλάδα", "東京", "😀", "имя"]
MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "?", "nil", "--", "nat"}


@st.composite
def texts(draw, wide, empty=True):
    """A cell of words, signs of every dialect, quotes, newlines, JSON."""
    form = draw(st.integers(0, 9))
    if form == 0 and empty:
        return ""
    words = WORDS + (WIDE if wide else [])
    if form == 1:
        return json.dumps({"a": [draw(st.sampled_from(words)), 1], 'b"': None}, ensure_ascii=False)
    pieces = [draw(st.sampled_from(words))]
    for _ in range(draw(st.integers(0, 3))):
        pieces.append(draw(st.sampled_from(SPICE if form < 6 else [" "])))
        pieces.append(draw(st.sampled_from(words)))
    return "".join(pieces)


@st.composite
def tables(draw):
    """Names, columns (as the reader should give them) and the dialect to write them in."""
    encoding = draw(
        st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    )
    wide = encoding != "cp1252"
    rows = draw(st.integers(3, 40))
    names = draw(st.lists(texts(wide, empty=False), min_size=1, max_size=4, unique=True))
    columns = [draw(st.lists(texts(wide), min_size=rows, max_size=rows)) for _ in names]
    numbers = draw(st.lists(st.integers(-999, 999), min_size=rows, max_size=rows))
    dialect = {
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "quotechar": draw(st.sampled_from(['"', '"', '"', "'"])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    }
    if dialect["lineterminator"] == "\r":  # else csv leaves a newline in a cell without quotes
        dialect["quoting"] = csv.QUOTE_ALL
    if dialect["quotechar"] == "'" and dialect["quoting"] == csv.QUOTE_MINIMAL:
        dialect["quotechar"] = '"'  # a single quote around one cell of a table may be its own
    return [*names, "count"], [*columns, numbers], dialect, encoding


def written(names, columns, dialect, encoding):
    file = io.StringIO(newline="")
    writer = csv.writer(file, **dialect)
    writer.writerow(names)
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue().encode(encoding)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("round")


def read_back(home, content, options):
    (home / "raw").write_bytes(content)
    record = build(home / "raw", home, check_options(options), Limits())
    return Dataset.from_json(record | {"name": "x"}, home / "table.parquet")


def plain(name):
    return " ".join(name.split())


def same(cell, found):
    """Equal but for blanks around it; a spelling of missing is missing."""
    cell = cell.strip()
    if cell.lower() in MISSING:
        return found != found or found == cell
    return found == cell


def check(home, table, options):
    names, columns, dialect, encoding = table
    kinds = {plain(name): "text" for name in names[:-1]}
    if len(kinds) != len(names) - 1 or "count" in kinds:
        return
    content = written(names, columns, dialect, encoding)
    empty = [all(not column[i].strip() for column in columns[:-1]) for i in range(len(columns[0]))]
    dataset = read_back(home, content, {"kinds": kinds, "footer": 0, **options(dialect)})
    frame = dataset.frame()
    assert list(dataset.names) == [plain(name) for name in names], content
    assert frame["count"].tolist() == columns[-1], content
    for name, column in zip(frame, columns[:-1], strict=False):
        pairs = zip(column, frame[name].tolist(), strict=True)
        assert [(a, b) for a, b in pairs if not same(a, b)] == [], content
    assert len(empty) == len(frame)


@SETTINGS
@given(table=tables())
def test_with_the_separator_named(home, table):
    check(home, table, lambda dialect: {"separator": dialect["delimiter"], "header": "first line"})


@SETTINGS
@given(table=tables())
def test_without_a_hand(home, table):
    check(home, table, lambda dialect: {"header": "first line"})
