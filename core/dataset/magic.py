"""What a file is, by its first bytes: its name is never asked."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path

from core.dataset.limits import Refused

HEAD = 4096
ENDINGS = ("csv", "tsv", "txt", "tab", "dat", "gz", "bz2", "xz", "zst", "zip", "parquet")
ENDINGS += ("xlsx", "xlsm", "json", "jsonl", "ndjson", "sqlite", "sqlite3", "db")
"""How the names of such files end: for lists of files and titles, never for what a file is."""

PACKED = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
PACKED |= dict.fromkeys((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"), "zip")
FORMS = {b"PAR1": "parquet", b"SQLite format 3\x00": "sqlite", b"PK\x03\x04": "xlsx"}
NOT_YET = "{} is not read yet. Save the table as CSV and try again."
NOT_TABLE = "This is {}, not a table. Save the table as CSV and try again."

_REFUSED = (
    (b"%PDF", NOT_TABLE.format("a PDF document")),
    (b"ARROW1", NOT_YET.format("An Arrow file")),
    (b"7z\xbc\xaf\x27\x1c", NOT_YET.format("A 7z archive")),
    (b"Rar!", NOT_YET.format("A rar archive")),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel file (xls), or one with a password. "
        "Save it in Excel as xlsx or CSV, without a password, and try again.",
    ),
    (b"\x89HDF", NOT_YET.format("An HDF5 file")),
    (b"\x89PNG", NOT_TABLE.format("a picture")),
    (b"\xff\xd8\xff", NOT_TABLE.format("a picture")),
    (b"GIF8", NOT_TABLE.format("a picture")),
    (b"%!PS", NOT_TABLE.format("a PostScript document")),
    (b"\x93NUMPY", NOT_YET.format("A NumPy file")),
    (b"\x7fELF", NOT_TABLE.format("a program")),
)
_WORDS = (b"BZh", b"PAR1", b"ARROW1", b"Rar!", b"GIF8")
"""First bytes that may be the name of a column: such a file is one only if it is binary."""
_BINARY = re.compile(rb"[\0-\x08\x0e-\x1a]")
_PICKLED = 1 << 20
"""Bytes in which a pickle is looked for: its start shows what it is."""
_STEPS = 5
"""Steps from which the start of a longer file is one of a pickle."""
_MARKUP = re.compile(rb"<(!doctype|!--|\?xml|[a-z]+[\s>/])", re.I)
_JSON = re.compile(rb'(\{\s*("|\})|\[\s*(\{|\[|"|-?\d))')


def packing(head: bytes) -> str | None:
    """`gz`, `bz2`, `xz`, `zst`, `zip` or None for a file that is not packed."""
    for magic, name in PACKED.items():
        if _begins(head, magic):
            return name
    return None


def check_table(path: Path, head: bytes) -> None:
    """Raise Refused, with the reason, if a file with these first bytes is no table of text."""
    for magic, sentence in _REFUSED:
        if _begins(head, magic):
            raise Refused(sentence)
    if _is_pickle(path, head):
        raise Refused(NOT_TABLE.format("a Python pickle, which Fitboard never opens"))
    if _MARKUP.match(text := _text(head)) and not _lines(text):
        raise Refused(NOT_TABLE.format("an HTML or XML page"))


def form(head: bytes) -> str:
    """What the first bytes of an unpacked file say it is."""
    for magic, name in FORMS.items():
        if _begins(head, magic):
            return name
    return "json" if _JSON.match(_text(head)) else "text"


def _begins(head: bytes, magic: bytes) -> bool:
    return head.startswith(magic) and (magic not in _WORDS or bool(_BINARY.search(head)))


def _is_pickle(path: Path, head: bytes) -> bool:
    """Whether the bytes are the steps of a pickle, to the last one; nothing of it is run.

    The oldest protocols are lines of text, so their first line alone may be the name of a column.
    """
    import pickletools

    if re.match(rb"\x80[\x02-\x05]", head):
        return True
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 64))
        if not file.read().rstrip().endswith(b"."):
            return False
        file.seek(0)
        data = io.BytesIO(file.read(_PICKLED))
    steps = 0
    try:
        for step, _, _ in pickletools.genops(data):
            steps += 1
            if step.name == "STOP":
                return steps > 1 and size <= _PICKLED and not data.read().strip()
    except (ValueError, LookupError):  # no step, or one that goes on beyond what was read
        pass
    return size > _PICKLED and steps >= _STEPS and not data.read(1)


def _lines(text: bytes) -> bool:
    """Whether the first lines hold as many separators each: a tag may be the name of a column."""
    lines = text.split(b"\n")[:20]
    counts = [{line.count(sign) for line in lines[:-1]} for sign in (b",", b";", b"\t", b"|")]
    return len(lines) > 3 and any(len(count) == 1 and count != {0} for count in counts)


def _text(head: bytes) -> bytes:
    """The first bytes as UTF-8, without a mark and blanks, where they are UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or 0 in head[:2]:
        order = "be" if head[:1] == b"\0" or head.startswith(codecs.BOM_UTF16_BE) else "le"
        head = head.decode(f"utf-16-{order}", "ignore").lstrip("\ufeff").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).lstrip()
