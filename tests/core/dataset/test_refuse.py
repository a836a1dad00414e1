"""What is no table is refused, with one clear sentence and never a traceback."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import sqlite3
import zipfile

import pyarrow as pa
import pytest

import core
from core.dataset import Limits

MB = 1 << 20


class Kept(dict):
    """An object with a class of its own, as one keeps in a pickle."""


def archive(*names, inner="a,b\n1,2\n"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, inner)
    return buffer.getvalue()


def encrypted(content):
    """The same zip with the flag of encryption set at its file, before it and in the listing."""
    content = bytearray(content)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def database(path):
    connection = sqlite3.connect(path)
    connection.execute("create table t (a)")
    connection.commit()
    connection.close()
    return path.read_bytes()


XZ, GZ = lzma.compress(os.urandom(5000)), gzip.compress(os.urandom(5000))
ZST = pa.compress(os.urandom(5000), "zstd", asbytes=True)
REFUSED = {
    "empty": (b"", "empty"),
    "blank lines": (b"\n\n\n", "no data"),
    "only separators": (b",,,\n,,,\n", "no data"),
    "header only": (b"a,b,c\n", "no data"),
    "header and empty rows": (b"a,b,c\n,,\n,,\n", "no data"),
    "random bytes": (bytes(os.urandom(20_000)), "binary|damaged|not a table"),
    "html": (b"\n<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "HTML"),
    "a comment, then html": (b"<!-- saved --><html><body>1,2</body></html>", "HTML"),
    "a piece of html": (b"<div class=x>\n<p>a,b</p>\n<p>c</p></div>\n", "HTML"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "PDF"),
    "postscript": (b"%!PS-Adobe-3.0\n1 2 moveto\n", "PostScript"),
    "numpy": (b"\x93NUMPY\x01\x00v\x00{'descr': 1, 2}\n", "NumPy"),
    "pickle": (pickle.dumps({"a": [1, 2]}), "pickle"),
    "old pickle": (b"cos\nsystem\n(S'true'\ntR.", "pickle"),
    "oldest pickle": (pickle.dumps({"a": b"b"}, 0), "pickle"),
    "pickle of a class, 1": (pickle.dumps([Kept(a=1), 2.5], 1), "pickle"),
    "pickle of a class, 0": (pickle.dumps([Kept(a="b"), None], 0), "pickle"),
    "pickle of an old instance": (b"(i__main__\nFoo\np0\n(dp1\nS'a'\nI1\nsb.", "pickle"),
    "a long pickle": (pickle.dumps(list(range(300_000)), 0), "pickle"),
    "a pickle of one long text": (pickle.dumps([1, 2, 3, 4, "b" * 2 * MB], 1), "pickle"),
    "pickle 2": (pickle.dumps([1], 2), "pickle"),
    "cut off parquet": (b"PAR1\x15\x04\x15\x80\x7d\x15" + b"abc" * 99, "Parquet file is damaged"),
    "arrow": (b"ARROW1\0\0\xff\xff\xff\xff", "Arrow"),
    "rar": (b"Rar!\x1a\x07\x01\0", "rar"),
    "gif": (b"GIF89a\x0a\0\x0a\0\x80", "picture"),
    "zip of two": (archive("a.csv", "b.csv"), "2 files"),
    "zip of none": (archive("folder/"), "0 files"),
    "zip slip": (archive("../../a.csv"), "leads outside"),
    "zip in zip": (archive("a.zip", inner=archive("a.csv")), "archive inside"),
    "encrypted zip": (encrypted(archive("a.csv")), "encrypted"),
    "cut off zip": (archive("a.csv")[:-30], "damaged"),
    "damaged zip": (archive("a.csv").replace(b"a,b\n1,2", b"a,b\n9,9"), "damaged"),
    "damaged xz": (XZ[:60] + b"\xff" * 30 + XZ[90:], "damaged"),
    "damaged gz": (GZ[:60] + b"\xff" * 30 + GZ[90:], "damaged"),
    "cut off zst": (ZST[:-200], "damaged"),
    "xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
    "damaged parquet": (b"PAR1" + bytes(100) + b"PAR1", "Parquet file is damaged"),
    "json": (b'{"a": 1, "b": {"c": 2}}', "JSON"),
    "ods": (archive("mimetype", "content.xml"), "ods"),
    "docx": (archive("[Content_Types].xml", "word/document.xml"), "Word"),
    "xls": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel"),
    "packed twice": (gzip.compress(gzip.compress(b"a,b\n1,2\n")), "archive inside"),
    "zip in bz2": (bz2.compress(archive("a.csv")), "archive inside"),
    "cut off": (gzip.compress(os.urandom(5000))[:3000], "damaged"),
    "packed html": (gzip.compress(b"<html></html>"), "HTML"),
    "packed empty": (gzip.compress(b""), "empty"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_sentence(read, what):
    content, said = REFUSED[what]
    with pytest.raises(ValueError, match=f"(?i){said}") as error:
        read(content)
    message = str(error.value)
    assert message.endswith(".") and "\n" not in message and "Error" not in message


@pytest.mark.parametrize("what", ["empty", "random bytes", "zip in zip", "damaged gz"])
def test_what_is_refused_at_the_door_leaves_nothing(upload, tmp_path, what):
    content, said = REFUSED[what]
    with pytest.raises(ValueError, match=f"(?i){said}"):
        upload(content, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("tag", ["<html>", "<table onclick=x>", "<script>x</script>", "<b>"])
def test_a_tag_may_be_the_name_of_a_column(upload, tag):
    assert upload(f"{tag},n\n" + "1,2\n3,4\n" * 9).names == (tag, "n")


@pytest.mark.parametrize(
    "text",
    [
        "city\nBerlin\nParis\n",
        "city\nBerlin\nParis.\n",
        "count\n1\n2\n",
        "class\nA\nB\n",
        "company\nAcme\nBolt\n",
        "card\n4532015112830366\n4532015112830367\n",
        "Verdict\nVery good.\nVery bad.\n",
        "tp1\n3\n4\n",
        "cos\nsystem\n3\n4\n",
        "N.,x\n1,2\n3,4\n",
        "PAR1,PAR2,y\n1,2,3\n4,5,6\n",
        "PK,x\n1,2\n3,4\n",
        "PK\n1\n2\n",
        "BZh,ARROW1\n1,2\n3,4\n",
        "GIF8,Rar!\n1,2\n3,4\n",
    ],
)
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_first_words_that_other_formats_begin_with_are_names(read, text, packed):
    dataset = read(packed(text.encode()))
    assert list(dataset.names) == text.split("\n")[0].split(",")
    assert dataset.rows == text.count("\n") - 1


def test_a_missing_file():
    with pytest.raises(ValueError, match=r"There is no file 'nowhere.csv'"):
        core.read_dataset("nowhere.csv")


def test_an_empty_database(upload, tmp_path):
    with pytest.raises(ValueError, match="no rows"):
        upload(database(tmp_path / "x.db"))


def test_a_bomb_is_stopped_while_it_unpacks(upload):
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * (20 * MB))
    with pytest.raises(ValueError, match="unpacks to more than"):
        upload(bomb)
    with pytest.raises(ValueError, match="unpacks to more than 1 MB"):
        upload(gzip.compress(b"a,b\n" + b"1,2\n" * MB), limits=Limits(unpacked=MB))


def test_limits_are_said(upload):
    text = "a,b,c\n" + "1,2,3\n" * 50
    for limits, said in (
        (Limits(bytes=100), "too large"),
        (Limits(rows=40), "limit is 40 rows"),
        (Limits(columns=2), "3 columns; the limit is 2"),
        (Limits(memory=1 * MB), "memory"),
        (Limits(seconds=0.01), "longer than"),
    ):
        with pytest.raises(ValueError, match=said):
            upload(text, limits=limits)


def test_too_many_columns_in_one_line(upload):
    with pytest.raises(ValueError, match="columns; the limit is 20,000"):
        upload("a" + ",1" * 300_000 + "\n" + "1,2\n" * 5)


def test_the_child_gets_no_secrets(upload, monkeypatch):
    from core.dataset import read as module

    seen = {}
    start = module.subprocess.Popen

    def watch(*args, **kwargs):
        seen.update(kwargs["env"])
        return start(*args, **kwargs)

    monkeypatch.setenv("MY_TOKEN", "secret")
    monkeypatch.setattr(module.subprocess, "Popen", watch)
    assert upload("a,b\n1,2\n3,4\n").rows == 2
    assert "PYTHONPATH" in seen and "MY_TOKEN" not in seen


def test_formulas_and_code_are_text(upload):
    frame = upload("id,name,y\n" + "1,=cmd|' /C calc'!A0,3\n2,<script>x</script>,4\n" * 5).frame()
    assert frame["name"].iloc[0] == "=cmd|' /C calc'!A0"
