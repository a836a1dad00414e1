"""Broken, strange and hostile files: read rightly and explained, or refused in a sentence.

A small set is made here. Where the folder of hostile files lies beside the project, its own
checker judges the reader on all of them, each in a process of its own.
"""

import bz2
import csv
import gzip
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import core
from tests.core.dataset.hostile import load

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "hostile"
RUINOUS = ("pwned", "crash", "hang", "memory")

HEAD = "id,age,income,city\n"
ROWS = "".join(f"{i + 1},{20 + i * 7 % 50},{i * 13.25 + 900},{'OR'[i % 2]}x\n" for i in range(40))
TABLE = HEAD + ROWS
WORDS = "имя,город,сумма\n" + "Пётр,Москва,5\nАнна,Казань,7\n" * 20

LOADS = {  # what -> (content, rows, columns, the codes of the notes that must be there)
    "plain": (TABLE, 40, 4, {"identifiers"}),
    "utf-16 without a mark": (TABLE.encode("utf-16-le"), 40, 4, {"encoding"}),
    "cp1251": (WORDS.encode("cp1251"), 40, 3, {"encoding"}),
    "old line ends": (TABLE.replace("\n", "\r"), 40, 4, set()),
    "semicolons, decimal commas": (
        TABLE.replace(",", ";").replace(".", ","), 40, 4, {"decimal_comma"}
    ),
    "a line sep=": ("sep=,\n" + TABLE, 40, 4, {"separator"}),
    "a title": ("Report 2024\nRegion: North\n\n" + TABLE, 40, 4, {"preamble"}),
    "a footer": (TABLE + ",,9999,\n\nSource: internal\n", 40, 4, {"footer"}),
    "a repeated header": (TABLE + TABLE, 80, 4, {"repeated_header", "duplicate_rows"}),
    "blank lines": (TABLE.replace("\n", "\n\n"), 40, 4, {"blank_lines"}),
    "short rows": (TABLE + "41,30\n", 41, 4, {"short_rows"}),
    "long rows": (TABLE + "41,30,5,x,more\n", 41, 5, {"long_rows"}),
    "a quote that never closes": (TABLE + '41,30,5,"x\n', 41, 4, {"quotes"}),
    "names twice": ("a,a,\n" + "1,2,3\n4,5,6\n" * 9, 18, 3, {"names", "duplicate_rows"}),
    "zeros that lead": (TABLE.replace("\n1,", "\n0001,"), 40, 4, {"leading_zeros"}),
    "infinities": (TABLE + "41,inf,5,x\n", 41, 4, {"infinite"}),
    "gz": (gzip.compress(TABLE.encode()), 40, 4, set()),
    "bz2": (bz2.compress(TABLE.encode()), 40, 4, set()),
    "very wide": (("a," * 3000 + "b\n") * 1 + ("1," * 3000 + "2\n") * 4, 4, 3001, {"wide"}),
}  # fmt: skip
REFUSED = {
    "empty": b"",
    "nothing but a mark": b"\xef\xbb\xbf",
    "nothing but a mark of two bytes": b"\xff\xfe",
    "a header only": b"a,b,c\n",
    "millions of separators": b"," * 3_000_000 + b"\n",
    "millions of empty lines": b"\n" * 1_500_000,
    "a bomb": gzip.compress(b"a,b\n" + b"1,2\n" * 40_000_000, 1),
    "noise": bytes(range(256)) * 80,
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94.",
    "a page": b"<html><table><tr><td>1</td></tr></table></html>",
}


@pytest.mark.parametrize("what", LOADS)
def test_loads_and_says_what_it_did(tmp_path, what):
    content, rows, columns, codes = LOADS[what]
    content = content.encode() if isinstance(content, str) else content
    (tmp_path / "file").write_bytes(content)
    dataset = load(tmp_path / "file")
    assert dataset.frame().shape == (rows, columns)
    assert codes <= {note.code for note in dataset.notes}
    assert all(note.message.endswith(".") for note in dataset.notes)


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence(tmp_path, what):
    (tmp_path / "file").write_bytes(REFUSED[what])
    with pytest.raises(ValueError, match=r"^[A-Z][^\n]{10,}\.$"):
        load(tmp_path / "file")


def check(manifest, out):
    command = [SHARED / "check_hostile.py", "--manifest", manifest, "--out", out]
    command += ["--loader", "tests.core.dataset.hostile:load"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TMPDIR": str(out.parent)}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, timeout=170)
    with open(out, newline="") as file:
        return list(csv.DictReader(file))


def test_the_shared_hostile_files(tmp_path):
    manifest = SHARED / "manifest_shared.csv"
    if not manifest.exists():  # a clean clone: the files made above are all there are
        assert len(LOADS) + len(REFUSED) >= 25
        return
    cases = check(manifest, tmp_path / "out.csv")
    outcomes = Counter(case["outcome"] for case in cases)
    failed = [f"{c['file']}: {c['outcome']} {c['why']}" for c in cases if c["outcome"] != "pass"]
    assert not any(outcomes[ruin] for ruin in RUINOUS), failed
    assert outcomes["pass"] >= 0.98 * len(cases), failed


def test_the_door_gives_what_the_reading_gives(tmp_path):
    (tmp_path / "file").write_text(TABLE)
    assert core.read_dataset(tmp_path / "file").id == load(tmp_path / "file").id
