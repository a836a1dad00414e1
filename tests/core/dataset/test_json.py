"""JSON in its forms: records, lines, columns, wrapped; exact numbers, and what is refused."""

import gzip
import json

import pytest

from core.dataset.gather import gather, to_array
from core.dataset.limits import Limits, Refused

ROWS = [{"name": f"n{i % 5}", "x": i / 7, "n": i, "ok": i % 3 == 0} for i in range(40)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
COLUMNS = {key: [row[key] for row in ROWS] for key in ROWS[0]}

FORMS = {
    "a list of objects": json.dumps(ROWS),
    "indented": json.dumps(ROWS, indent=2),
    "lines": LINES,
    "lines with blank ones": LINES.replace("\n", "\n\n"),
    "columns": json.dumps(COLUMNS),
    "columns by label": json.dumps({k: dict(enumerate(v)) for k, v in COLUMNS.items()}),
    "wrapped": json.dumps({"count": 40, "next": None, "data": ROWS}),
    "wrapped columns": json.dumps({"meta": {"v": 1}, "data": COLUMNS}),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(read, note, form):
    dataset = read(FORMS[form])
    frame = dataset.frame()
    assert dataset.names == ("name", "x", "n", "ok") and dataset.rows == 40
    assert frame["x"].tolist() == COLUMNS["x"] and frame["n"].tolist() == COLUMNS["n"]
    assert dataset.column("ok").kind == "boolean" and note(dataset, "json")
    assert dataset.reading["form"] == ("json lines" if form.startswith("lines") else "json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["a list of objects", "lines"])
def test_encodings(read, form, encoding):
    content = FORMS[form].replace("n1", "Łódź")
    assert "Łódź" in set(read(content.encode(encoding)).frame()["name"])


def test_packed(read):
    assert read(gzip.compress(LINES.encode())).id == read(LINES).id


def test_keys_are_united_and_objects_opened(read, note):
    rows = [{"a": i, "who": {"id": i % 3, "tags": ["x", {"y": 1}]}} for i in range(20)]
    rows[4] |= {"late": "z"}
    del rows[5]["a"]
    dataset = read(json.dumps(rows))
    frame = dataset.frame()
    assert dataset.names == ("a", "who.id", "who.tags", "late")
    assert note(dataset, "flattened") and frame["late"].notna().sum() == 1
    assert frame["a"].isna().sum() == 1 and set(frame["who.tags"]) == {'["x", {"y": 1}]'}


def test_a_column_that_comes_after_many_rows(read):
    lines = LINES * 600 + '{"name": "last", "new": 5}\n'
    frame = read(lines).frame()
    assert len(frame) == 24_001 and frame["new"].notna().sum() == 1


def test_a_dotted_key_beside_an_object_keeps_both(read):
    dataset = read(json.dumps([{"a.b": i, "a": {"b": -i}} for i in range(20)]))
    assert dataset.names == ("a.b", "a.b (2)")
    assert dataset.frame()["a.b (2)"].iloc[3] == -3


def test_numbers_are_exact(read):
    values = [2**53 + 1, 2**62, 5] * 10
    assert read(json.dumps([{"n": v} for v in values])).frame()["n"].tolist() == values
    longer = [10**30 + i for i in range(20)]
    assert read(json.dumps([{"n": v} for v in longer])).frame()["n"].tolist() == [
        str(v) for v in longer
    ]
    digits = '[{"n": ' + "9" * 50_000 + '}, {"n": 1}]'
    assert len(read(digits).frame()["n"].iloc[0]) == 50_000


def test_nan_and_infinity(read, note):
    rows = ", ".join(f'{{"x": {v}, "i": {i}}}' for i, v in enumerate(["NaN", "Infinity", 1.5] * 9))
    dataset = read(f"[{rows}]")
    assert dataset.frame()["x"].isna().sum() == 18 and note(dataset, "infinite").count == 9


def test_text_keeps_its_zeros_and_signs(read):
    rows = [{"zip": f"00{i:03d}", "said": 'a "b"\n, \u0001c'} for i in range(20)]
    frame = read(json.dumps(rows)).frame()
    assert frame["zip"].iloc[1] == "00001" and frame["said"].iloc[0].startswith('a "b"\n, ')
    assert read('[{"a": "\\ud800x"}, {"a": "y"}]').rows == 2


def test_duplicate_keys_are_said(read, note):
    dataset = read('[{"a": 1, "a": 2}, {"a": 3, "a": 4}]')
    assert dataset.frame()["a"].tolist() == [2, 4]
    assert "'a' comes twice" in note(dataset, "duplicate_keys").message


def test_the_table_is_named_or_the_largest(read, note):
    document = {"small": [{"a": 1}] * 3, "large": [{"b": i} for i in range(30)], "n": 5}
    dataset = read(json.dumps(document))
    assert dataset.names == ("b",) and "'small'" in note(dataset, "tables").message
    assert dataset.reading["tables"] == ["small", "large"]
    assert read(json.dumps(document), {"table": "small"}).names == ("a",)
    with pytest.raises(ValueError, match=r"no table 'z'.*'small'"):
        read(json.dumps(document), {"table": "z"})


REFUSED = {
    "cut off": (json.dumps(ROWS)[:-50], "cut off at line 1"),
    "a broken line": (LINES + '{"name": "x\n', "cut off at line 41"),
    "no table": ('{"a": 1, "b": {"c": 2}}'.replace("1", "[1]"), "no table"),
    "empty": ("[{}, {}]", "no data|no rows"),
    "deep": ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
    "deep in a row": ('[{"a": ' * 50_000 + "1" + "}]" * 50_000, "nested too deeply"),
    "deep lines": ('{"a":1}\n{"a":' + "[" * 100_000 + "]" * 100_000 + "}\n", "nested too deeply"),
    "uneven columns": ('{"a": [1, 2], "b": [1]}', "no table"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence(read, what):
    content, said = REFUSED[what]
    with pytest.raises(ValueError, match=said) as error:
        read(content)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_a_cell_that_looks_like_json_is_a_cell(read):
    dataset = read("id,what\n" + "".join(f'{i},"{{""a"": {i}}}"\n' for i in range(20)))
    assert dataset.names == ("id", "what") and dataset.frame()["what"].iloc[3] == '{"a": 3}'


def test_gathering_stays_in_its_limits_and_loses_nothing():
    with pytest.raises(Refused, match="more than 10 rows"):
        gather(1, [[(1,)] * 6] * 2, Limits(rows=10))
    with pytest.raises(Refused, match="3 columns"):
        gather(3, [], Limits(columns=2))
    (column,) = gather(1, [[(1,)], [(0.5,)], [(None,)]], Limits())
    assert column.to_pylist() == [1.0, 0.5, None]
    (column,) = gather(1, [[(2**60 + 1,)], [(0.5,)]], Limits())
    assert column.to_pylist() == [str(2**60 + 1), "0.5"]
    assert to_array([b"\x00\xff", None]).to_pylist() == ["00ff", None]
