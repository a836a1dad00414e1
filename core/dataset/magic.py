"""What a file is, by its first bytes: its name is never asked."""

from __future__ import annotations

import re

from core.dataset.limits import Refused

HEAD = 4096

PACKED = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
PACKED |= {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip"}
NOT_YET = "{} is not read yet. Save the table as CSV and try again."
_NOT_TABLE = "This is {}, not a table. Save the table as CSV and try again."

_REFUSED = (
    (b"%PDF", _NOT_TABLE.format("a PDF document")),
    (b"ARROW1", NOT_YET.format("An Arrow file")),
    (b"7z\xbc\xaf\x27\x1c", NOT_YET.format("A 7z archive")),
    (b"Rar!", NOT_YET.format("A rar archive")),
    (b"\xd0\xcf\x11\xe0", NOT_YET.format("An old Excel or Office file")),
    (b"SQLite format 3", NOT_YET.format("An SQLite database")),
    (b"\x89HDF", NOT_YET.format("An HDF5 file")),
    (b"\x89PNG", _NOT_TABLE.format("a picture")),
    (b"\xff\xd8\xff", _NOT_TABLE.format("a picture")),
    (b"GIF8", _NOT_TABLE.format("a picture")),
    (b"\x7fELF", _NOT_TABLE.format("a program")),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]|[(\]}]?c[a-z_]+\n\w+\n")
_MARKUP = re.compile(rb"<(!doctype|html|head|body|table|\?xml)", re.I)
_JSON = re.compile(rb'(\{\s*("|\})|\[\s*(\{|\[|"|-?\d))')


def packing(head: bytes) -> str | None:
    """`gz`, `bz2`, `xz`, `zst`, `zip` or None for a file that is not packed."""
    for magic, name in PACKED.items():
        if head.startswith(magic):
            return name
    return None


def check_table(head: bytes) -> None:
    """Raise Refused, with the reason, if these first bytes cannot begin a table of text."""
    for magic, sentence in _REFUSED:
        if head.startswith(magic):
            raise Refused(sentence)
    if _PICKLE.match(head):
        raise Refused(_NOT_TABLE.format("a Python pickle, which Fitboard never opens"))
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MARKUP.match(text):
        raise Refused(_NOT_TABLE.format("an HTML or XML page"))
    if _JSON.match(text):
        raise Refused(NOT_YET.format("A JSON file"))
