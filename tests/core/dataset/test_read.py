"""What a Dataset is after reading: files, id, types, options."""

import gzip
import io
import subprocess
import sys
import zipfile

import pandas as pd
import pyarrow as pa
import pytest

import core
from core.dataset import inspect, summarize

PLAIN = "name,age,city\n" + "".join(f"n{i},{20 + i % 7},{'OL'[i % 2]}slo\n" for i in range(40))


def test_a_dataset_is_files_under_its_id_in_the_folder(upload, tmp_path):
    dataset = upload(PLAIN, folder=tmp_path, name="people")
    assert dataset.name == "people" and dataset.rows == 40
    assert dataset.path == tmp_path / f"{dataset.id}.parquet"
    assert dataset.source.read_bytes() == PLAIN.encode()
    endings = sorted(path.name.removeprefix(dataset.id) for path in tmp_path.iterdir())
    assert endings == [".findings.json", ".parquet", ".raw", ".summary.json"]


def test_unlooked_at_it_is_the_same_table_and_its_summary_and_findings_are_made_when_asked(
    upload, tmp_path
):
    bare = upload(PLAIN, folder=tmp_path / "bare", look=False)
    endings = {path.name.removeprefix(bare.id) for path in (tmp_path / "bare").iterdir()}
    assert endings == {".parquet", ".raw"}
    looked = upload(PLAIN, folder=tmp_path / "looked")
    assert bare.id == looked.id and bare.columns == looked.columns
    assert summarize(bare) == summarize(looked)
    assert inspect(bare) == inspect(looked)


def test_the_same_content_has_the_same_id_and_another_kind_another(upload):
    first, again = upload(PLAIN), upload(PLAIN)
    assert first.id == again.id and len(first.id) == 16
    assert upload(PLAIN, options={"kinds": {"age": "categorical"}}).id != first.id
    assert upload(PLAIN.replace("n39,", "n40,")).id != first.id


def test_a_path_and_a_file_object_give_the_same(upload, tmp_path):
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode()))
    dataset = core.read_dataset(path)
    assert dataset.id == upload(PLAIN).id
    assert dataset.name == "people" and dataset.reading["packing"] == "gz"


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.b.TSV", "a.b"), ("t.jsonl.zst", "t"), ("x.xlsm", "x"), ("csv", "csv"), (".csv", ".csv")],
)
def test_a_dataset_is_named_after_its_file(tmp_path, file, name):
    (tmp_path / file).write_text(PLAIN)
    assert core.read_dataset(tmp_path / file).name == name


@pytest.mark.parametrize("module", ["bz2", "lzma"])
def test_other_packings(read, module):
    packed = __import__(module).compress(PLAIN.encode())
    assert read(packed).id == read(PLAIN).id


def test_zst(read):
    dataset = read(pa.compress(PLAIN.encode(), "zstd", asbytes=True))
    assert dataset.id == read(PLAIN).id and dataset.reading["packing"] == "zst"


def test_a_zip_with_one_table(read):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("folder/", "")
        file.writestr("folder/people.csv", PLAIN)
        file.writestr("__MACOSX/folder/._people.csv", "noise")
    dataset = read(buffer.getvalue())
    assert dataset.id == read(PLAIN).id and dataset.reading["packing"] == "zip"


def test_a_text_file_object_is_refused():
    with pytest.raises(ValueError, match="binary mode"):
        core.read_dataset(io.StringIO(PLAIN))


def test_the_record_survives_json(upload):
    dataset = upload(PLAIN)
    again = core.Dataset.from_json(dataset.to_json(), dataset.path, dataset.source)
    assert again == dataset


def test_what_was_read_can_be_given_as_options(upload):
    dataset = upload("a;b\n" + "1,5;x\n" * 5)
    reading = {k: v for k, v in dataset.reading.items() if k not in ("packing", "found")}
    reading |= dataset.reading["found"]
    assert upload("a;b\n" + "1,5;x\n" * 5, options=reading).id == dataset.id


def test_importing_loads_neither_pandas_nor_pyarrow():
    code = (
        "import sys, core.dataset as d; d.read_dataset, d.SAMPLES, d.Limits, d.summarize;"
        "print([m for m in ('pandas', 'pyarrow', 'sklearn') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def many_types():
    lines = ["i,f,g,c,b,t,d,z"]
    for i in range(60):
        gap, label, word = "" if i == 3 else i % 5, "uvw"[i % 3], ("No", "Yes")[i % 2]
        text, day = f"a long text of many words number {i} here", f"2024-03-{i % 28 + 1:02d}"
        lines.append(f"{i * 3 % 7},{i / 7:.4f},{gap},{label},{word},{text},{day},0{i + 10}")
    return "\n".join(lines)


EXPECTED = {
    "i": ("numeric", "int64"),
    "f": ("numeric", "float64"),
    "g": ("numeric", "float64"),
    "c": ("categorical", "category"),
    "b": ("boolean", "category"),
    "t": ("text", "str"),
    "d": ("datetime", "datetime64[us]"),
    "z": ("identifier", "str"),
}


def test_kinds_and_dtypes(read):
    dataset = read(many_types())
    frame = dataset.frame()
    found = {c.name: (c.kind, str(frame[c.name].dtype)) for c in dataset.columns}
    assert found == EXPECTED
    assert dataset.frame(["d"])["d"].iloc[1] == pd.Timestamp("2024-03-02")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"seperator": ","}, "seperator"),
        ({"separator": ",,"}, "separator"),
        ({"decimal": ";"}, "decimal"),
        ({"decimal": ",", "thousands": ","}, "thousands"),
        ({"encoding": "klingon"}, "encoding"),
        ({"encoding": "base64"}, "encoding"),
        ({"header": "yes"}, "header"),
        ({"missing": "NA"}, "missing"),
        ({"names": [1, 2]}, "names"),
        ({"names": ["a"]}, "names"),
        ({"kinds": {"age": "number"}}, "number"),
        ({"kinds": {"agee": "numeric"}}, "agee"),
        ({"kinds": {"city": "numeric"}}, "city"),
        ({"kinds": {"city": "datetime"}}, "city"),
        ({"kinds": {"age": "boolean"}}, "age"),
        ({"kinds": {"name": "boolean"}}, "name"),
    ],
)
def test_a_wrong_option_is_named(read, options, named):
    with pytest.raises(ValueError, match=named):
        read(PLAIN, options=options)


def test_options_override_the_guess(read, note):
    text = "1;7;-200\n2;8;4\n3;9;unknown\n"
    options = {
        "separator": ";",
        "header": "none",
        "names": ["a", "b", "c"],
        "missing": ["-200", "unknown"],
        "kinds": {"a": "categorical"},
    }
    dataset = read(text, options=options)
    assert dataset.names == ("a", "b", "c") and dataset.column("a").kind == "categorical"
    assert dataset.frame()["a"].tolist() == ["1", "2", "3"]
    assert dataset.frame()["c"].isna().tolist() == [True, False, True]
    assert note(dataset, "missing").rows == (0, 2)


def test_two_labels_may_be_called_boolean(read):
    column = read(PLAIN, options={"kinds": {"city": "boolean"}}).column("city")
    assert column.kind == "boolean" and "by you" in column.reason


def test_the_missing_option_reaches_numbers_that_pandas_typed(read):
    frame = read("x,y\n" + "1,2\n-200,3\n4,5\n", options={"missing": ["-200"]}).frame()
    assert frame["x"].isna().tolist() == [False, True, False]
