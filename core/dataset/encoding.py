"""Which characters the bytes are: every file goes on as plain UTF-8, lines ended by newlines."""

from __future__ import annotations

import codecs
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.dataset.detect import detect
from core.dataset.limits import MB, Refused
from core.dataset.notes import Notes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Census:
    """Which bytes occur: all that the choice of the encoding needs, from one pass."""

    size: int
    ascii: bool
    nul: int
    control: int
    """Control characters that no text holds."""
    returns: int
    joined: int
    """How many of the carriage returns stand before a newline."""

    @property
    def loose_returns(self) -> bool:
        return self.returns != self.joined


def census(data: np.ndarray) -> Census:
    """Count the bytes of `data` (uint8) that decide how it is read, a megabyte at a time."""
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda start: _count(data, start), range(0, len(data), MB)))
    total = np.sum(counts, axis=0, dtype=np.int64) if counts else np.zeros(5, np.int64)
    high, nul, control, returns, joined = (int(n) for n in total)
    return Census(len(data), not high, nul, control, returns, joined)


def _count(data: np.ndarray, start: int) -> tuple[int, int, int, int, int]:
    """Whether there is a byte above 127; zeros, controls, returns, returns before a newline."""
    block = data[start : start + MB]
    high = int(block.max() > 127)
    if np.count_nonzero(block < 32) == np.count_nonzero(block == 10):
        return high, 0, 0, 0, 0
    nul = np.count_nonzero(block == 0)
    control = np.count_nonzero((block < 9) | ((block > 13) & (block < 27))) - nul
    control -= np.count_nonzero(block == 1)  # a separator of some databases
    returns = np.flatnonzero(block == 13)
    after = data[np.minimum(returns + start + 1, len(data) - 1)]
    return high, nul, control, len(returns), np.count_nonzero(after == 10)


def to_utf8(path: Path, folder: Path, wanted: str | None, notes: Notes) -> tuple[Path, str, Census]:
    """The file as plain UTF-8 (itself where it is so already), its encoding, and its census."""
    data = np.memmap(path, np.uint8, "r")
    count = census(data)
    encoding = wanted or _guess(data, count, notes)
    clean = not count.nul and not count.loose_returns
    if encoding in ("utf-8", "ascii") and clean and (count.ascii or _is_utf8(data)):
        return path, "utf-8", count
    target = folder / "utf8"
    try:
        _rewrite(path, target, encoding, notes)
    except (UnicodeError, LookupError, TypeError):  # of a codec that has no rule for such bytes
        raise Refused(
            f"The file cannot be read in the encoding {encoding}: its bytes are not written so. "
            "Name another encoding, or none: then it is found from the bytes."
        ) from None
    if not target.stat().st_size:
        raise Refused("The file is empty: there is no data in it.")
    return target, encoding.removesuffix("-sig"), census(np.memmap(target, np.uint8, "r"))


def _guess(data: np.ndarray, count: Census, notes: Notes) -> str:
    head = data[:4].tobytes()
    for bom, name in _BOMS:
        if head.startswith(bom):
            if name != "utf-8-sig":
                notes.add("encoding", detail=f"The encoding was read as {name} by its mark.")
            return name
    if count.nul > count.size // 5:
        name = _utf16(data)
        notes.add("encoding", detail=f"The encoding was read as {name} by its zero bytes.")
        return name
    if count.nul + count.control > max(8, count.size // 100):
        raise Refused("The file is binary, not a table of text.")
    if count.ascii or _is_utf8(data):
        return "utf-8"
    return _not_unicode(data, notes)


def _utf16(data: np.ndarray) -> str:
    """The order of the bytes, where every other one is mostly zero."""
    block = data[: 64 * 1024]
    even, odd = np.mean(block[::2] == 0), np.mean(block[1::2] == 0)
    if max(even, odd) < 0.4 or min(even, odd) > 0.2:
        raise Refused("The file is binary, not a table of text.")
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8(data: np.ndarray) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), MB):
            decoder.decode(data[start : start + MB].tobytes())
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_unicode(data: np.ndarray, notes: Notes) -> str:
    """UTF-8 with a few broken characters, or the encoding that makes words of the bytes."""
    text = data[: 8 * MB].tobytes().decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - broken
    if broken <= good // 4:
        return "utf-8"
    found = detect(data)
    high = data[data >= 128]
    if found is None and len(high) > 0.3 * len(data):
        raise Refused("The file is binary, not a table of text.")
    name, title = found or ("cp1252", "western Europe")
    notes.add(
        "encoding",
        detail=f"The encoding is not UTF-8: it was read as {name} ({title}). "
        "Name another in the option encoding if letters look wrong.",
    )
    return name


def _rewrite(source: Path, target: Path, encoding: str, notes: Notes) -> None:
    """Write `source` as UTF-8 with newlines, without zero bytes; say what was replaced."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    replaced = nul = 0
    with open(source, "rb") as old, open(target, "w", encoding="utf-8", newline="") as new:
        while True:
            block = old.read(MB)
            text = newlines.decode(block, final=not block)
            replaced += text.count("\ufffd")
            nul += text.count("\0")
            new.write(text.replace("\0", "").replace("\ufeff", ""))
            if not block:
                break
    if replaced:
        notes.add(
            "replaced_characters",
            count=replaced,
            detail=f"{replaced} characters were not valid in {encoding}: replaced by \ufffd.",
        )
    if nul:
        notes.add("nul", count=nul, detail=f"{nul} NUL characters were removed.")
