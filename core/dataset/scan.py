"""One pass over the bytes, before any parser: what typed readers break in silence.

It finds the width of every row (ragged rows), blank lines, quotes that do not close, and the
columns in which a number begins with a zero. All with NumPy, a block at a time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from core.dataset.limits import Limits, Refused

BLOCK = 1 << 20
NEWLINE, RETURN, SPACE, ZERO, PLUS, MINUS = 10, 13, 32, 48, 43, 45
QUOTES = (34, 39)


@dataclass(frozen=True)
class Scan:
    """What the bytes say. Rows are lines outside quotes, blank ones left out."""

    widths: np.ndarray
    """Cells of every row, blank lines left out."""
    blank: np.ndarray
    """Where blank lines stood, as the number of the row that follows."""
    zeros: frozenset[int]
    """Columns (by position) in which some number begins with a zero."""
    loose_quotes: int
    """Quotes in the middle of a cell."""
    open_quote: bool
    """A quote opens and is never closed."""


@dataclass(frozen=True)
class _Block:
    newlines: np.ndarray
    """Positions of the row ends in the file."""
    separators: np.ndarray
    """Separators since the block began, up to each newline, and in all at the end."""
    zeros: np.ndarray
    """Positions of leading zeros."""
    before: np.ndarray
    """Separators before each leading zero, since the block began."""


def scan(data: np.ndarray, separator: str, quote: str | None, limits: Limits) -> Scan:
    """Scan `data` (uint8, the table without preamble); Refused above the limits."""
    sep = ord(separator)
    inside, loose, opened = _quoted(data, sep, quote)
    starts = range(0, len(data), BLOCK)
    with ThreadPoolExecutor(2) as pool:
        blocks = list(pool.map(lambda s: _block(data, s, sep, inside), starts))
    ends, counts, zeros, before = _join(blocks)
    if not len(data) or data[-1] != NEWLINE or opened:
        ends = np.append(ends, len(data))
        counts = np.append(counts, sum(int(b.separators[-1]) for b in blocks))
    if len(ends) > limits.rows + 1:
        raise Refused(f"The file has {len(ends):,} lines; the limit is {limits.rows:,} rows.")
    widths = np.diff(counts, prepend=0) + 1
    blank = _blank(data, ends, widths)
    columns = _columns(zeros, before, ends, counts) if len(zeros) else ()
    kept = np.ones(len(ends), bool)
    kept[blank] = False
    position = np.cumsum(kept)[blank]
    return Scan(widths[kept], position, frozenset(columns), loose, opened)


def _quoted(data: np.ndarray, sep: int, quote: str | None):
    """Which bytes stand inside quotes (None: there are no quotes), and what is wrong with them."""
    if quote is None or not _occurs(data, quote):
        return None, 0, False
    marks = np.flatnonzero(data == ord(quote))
    opening, closing = marks[::2], marks[1::2]
    before = data[np.maximum(opening - 1, 0)]
    starts = np.isin(before, (sep, NEWLINE, RETURN, SPACE, ord(quote))) | (opening == 0)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    stops = np.isin(after, (sep, NEWLINE, RETURN, SPACE, ord(quote))) | (closing == len(data) - 1)
    loose = int(np.count_nonzero(~starts) + np.count_nonzero(~stops))
    inside = np.zeros(len(data), bool)
    inside[marks] = True
    np.logical_xor.accumulate(inside, out=inside)
    return inside, loose, len(marks) % 2 == 1


def _occurs(data: np.ndarray, mark: str) -> bool:
    """Whether a character occurs: block by block, so that the memory stays small."""
    return any((data[i : i + BLOCK] == ord(mark)).any() for i in range(0, len(data), BLOCK))


def _block(data: np.ndarray, start: int, sep: int, inside: np.ndarray | None) -> _Block:
    """The structure of one block; two bytes beyond it are looked at for the leading zeros."""
    block = data[start : start + BLOCK]
    separators, newlines = block == sep, block == NEWLINE
    if inside is not None:
        outside = ~inside[start : start + BLOCK]
        separators &= outside
        newlines &= outside
    ends = np.flatnonzero(newlines)
    total = np.count_nonzero(separators)
    counts = np.append(_cumulated(separators, ends, total), total)
    zeros = _leading_zeros(data, start, sep)
    zeros = zeros[zeros < start + BLOCK]
    before = np.array([np.count_nonzero(separators[: max(z - start, 0)]) for z in zeros], np.int64)
    return _Block(ends + start, counts, zeros, before)


def _cumulated(separators: np.ndarray, ends: np.ndarray, total: int) -> np.ndarray:
    """How many separators stand before each row end of a block."""
    if not len(ends):
        return np.zeros(0, np.int64)
    # in bytes this is seven times as fast; a row of more than 255 cells shows in the sum
    begins = np.append(0, ends)
    counts = np.add.reduceat(separators.view(np.uint8), begins, dtype=np.uint8)
    if int(counts.sum(dtype=np.int64)) != total:
        counts = np.add.reduceat(separators, begins, dtype=np.int64)
    return np.cumsum(counts, dtype=np.int64)[:-1]


def _leading_zeros(data: np.ndarray, start: int, sep: int) -> np.ndarray:
    """Positions of a 0 that begins a cell and is followed by a digit (a few a block are enough)."""
    block = data[max(start - 2, 0) : start + BLOCK + 1]
    if start == 0 and len(block) > 1 and block[0] == ZERO and 0 <= int(block[1]) - ZERO < 10:
        return np.zeros(1, np.int64)
    edge = block[:-2] <= MINUS  # newline, space, quotes, signs, comma
    if sep > MINUS:
        edge |= block[:-2] == sep
    edge &= block[1:-1] == ZERO
    edge &= block[2:] - np.uint8(ZERO) < 10
    zero = np.flatnonzero(edge) + 1
    before = block[zero - 1]
    signed = (before == MINUS) | (before == PLUS)  # the sign of a number, not of its exponent
    before = np.where(signed, block[np.maximum(zero - 2, 0)], before)
    lead = np.isin(before, (sep, NEWLINE, SPACE, *QUOTES))
    return zero[lead][:2000] + max(start - 2, 0)


def _join(blocks: list[_Block]):
    base, counts, before = 0, [], []
    for block in blocks:
        counts.append(block.separators[:-1] + base)
        before.append(block.before + base)
        base += int(block.separators[-1])
    ends = np.concatenate([b.newlines for b in blocks]) if blocks else np.zeros(0, np.int64)
    zeros = np.concatenate([b.zeros for b in blocks]) if blocks else np.zeros(0, np.int64)
    join = lambda parts: np.concatenate(parts) if parts else np.zeros(0, np.int64)  # noqa: E731
    return ends, join(counts), zeros, join(before)


def _columns(zeros, before, ends, counts) -> set[int]:
    """The column of each leading zero: separators since its row began."""
    row = np.searchsorted(ends, zeros)
    begun = np.append(0, counts)[row]
    return set((before - begun).tolist())


def _blank(data: np.ndarray, ends: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Numbers of the lines that hold nothing, or blanks only."""
    begins = np.append(0, ends[:-1] + 1)
    length = ends - begins
    blank = length == 0
    for i in np.flatnonzero((widths == 1) & ~blank & (length < 200)):
        if len(widths) and (length[i] == 1 and data[begins[i]] == RETURN):
            blank[i] = True
        elif data[begins[i]] <= SPACE:
            blank[i] = not data[begins[i] : ends[i]].tobytes().strip()
    return np.flatnonzero(blank)
