"""Separator, quote and header line: what makes a consistent, typed table of the first lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from core.dataset.headers import header_lines, joined, with_index
from core.dataset.limits import Refused
from core.dataset.looks import BLANK, CLEAR_COMMA, DATE, NUMBER, WORD, points_group
from core.dataset.notes import Notes, some
from core.dataset.preamble import skip_preamble
from core.dataset.quotes import cut_line

SAMPLE = 256 * 1024
LINES = 500
COMMON = (",", ";", "\t", "|")
RARE = ("^", "~", "\x01", "\x1f", "\x1e", "#", "!", " ")
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """How the lines are cut into cells. `skip` lines stand before the table, its header apart."""

    separator: str
    quote: str | None
    escape: str | None
    skip: int
    header: int
    """Lines that hold the names: 0, 1 or 2."""
    first: tuple[str, ...]
    """The first line of the table, cut into cells; two header lines are joined."""
    padded: bool
    """A blank follows each separator."""
    decimal: str
    """The decimal mark that the first lines show."""
    words: frozenset[int]
    """Columns that hold true and false as words, or numbers such as 1E10 or +4930123456."""


def find_dialect(path: Path, options: dict[str, Any], notes: Notes, ours: bool = False) -> Dialect:
    """The dialect of a UTF-8 file; what `options` say is not guessed.

    `ours`: the reader itself wrote the lines, so that only title and header are looked for.
    """
    lines = sample(path)
    skip, separator = (0, ",") if ours else _declared(lines, notes)
    separator = options.get("separator") or separator
    skip = options.get("skip", skip)
    if skip >= len(lines) and skip:
        raise Refused(f"There is no data below the first {some(skip, 'line')}.")
    lines = lines[skip:]
    best = _cut(lines, ",", '"', None) if ours else _requoted(lines, _best(lines, separator))
    told = "skip" in options
    rows, preamble = skip_preamble(best.rows, best.width, notes) if not told else (best.rows, 0)
    if not rows:
        what = "line" if best.width < 2 else "column"
        raise Refused(f"There is no data in the file: every {what} is empty.")
    if best.quote is None and any('"' in line for line in lines):
        notes.add("quotes", detail="The quotes do not pair up: they were read as plain characters.")
    header = header_lines(rows, options.get("header"), notes)
    first = joined(rows[0], rows[1], notes) if header == 2 else rows[0]
    return Dialect(
        separator=best.separator,
        quote=best.quote,
        escape=best.escape,
        skip=skip + preamble,
        header=header,
        first=tuple(with_index(first, rows[header:], notes) if header else first),
        padded=not ours and _padded(rows),
        decimal=options.get("decimal") or ("." if ours else _decimal(rows)),
        words=_words(rows),
    )


def _best(lines: list[str], separator: str | None) -> _Attempt:
    """The way to cut the lines that makes the most of a table."""
    separators = (separator,) if separator else COMMON
    best = max((_attempt(lines, s) for s in separators), key=lambda a: a.score, default=None)
    if separator is None and (best is None or best.width < 2):
        rare = [_attempt(lines, s) for s in (*RARE, *_signs(lines))]
        # spaces stand in any text: they separate only where the first line has them too
        rare = [a for a in rare if a.separator != " " or _begins(a, lines[:1])]
        best = max([best, *rare], key=lambda a: a.score)
    if separator is None and best.separator == "," and _lone_numbers(lines):
        best = _attempt(lines, ";")
    return best


def _requoted(lines: list[str], best: _Attempt) -> _Attempt:
    """The attempt; with quotes, where every line that has some makes the same cells with them.

    Lines without a quote show how many cells that are. Quotes may stand inside the text, and, where
    that number says so, be left open.
    """
    marked = [line for line in lines if '"' in line]
    if not marked or best.escape or best.quote == "'" or (best.quote and best.clean):
        return best
    plain = Counter(line.count(best.separator) + 1 for line in lines if '"' not in line)
    plain.pop(1, None)
    width = max(plain, key=lambda w: (plain[w], w), default=best.width)
    for closed in (True, False) if width != best.width else (True,):
        cut = [cut_line(line, best.separator, width, closed) for line in marked]
        if all(cut):
            break
    else:
        return best
    found = iter(cut)
    rows = [next(found) if '"' in line else line[:-1].split(best.separator) for line in lines]
    return replace(best, quote='"', width=width, rows=[row if any(row) else [] for row in rows])


def _begins(spaced: _Attempt, first: list[str]) -> bool:
    """Whether the first line is as wide as the others, or as R writes names: all but the index."""
    widths = [len(row) for row in spaced.rows if row]
    index = "".join(first).startswith('"') and widths[1:] == [widths[0] + 1] * (len(widths) - 1)
    return widths[:1] == [spaced.width] or (index and len(widths) > 2 and widths[0] > 1)


def _signs(lines: list[str]) -> list[str]:
    """Other signs that stand between the words of the first line, as often in every line."""
    line = lines[0] if lines else ""
    found = {sign: line.count(sign) for sign in re.findall(r"[:/@&*%$+=?<>]", line)}
    words = all(re.search(r"[^\W\d]", cell) for cell in re.split(r"[:/@&*%$+=?<>]", line.strip()))
    return [
        sign
        for sign, times in found.items()
        if words and times > 1 and all(one.count(sign) == times for one in lines if one.strip())
    ]


def _lone_numbers(lines: list[str]) -> bool:
    """Whether the lines are one column of numbers with decimal commas, below its name."""
    head, *below = [line.strip() for line in lines if line.strip()] or [""]
    return (
        len(below) > 2
        and not re.search(r"[,;\t|]", head)
        and not NUMBER.fullmatch(head)
        and all(re.fullmatch(r"[-+]?\d+(,\d+)?", line) for line in below)
    )


def _padded(rows: list[list[str]]) -> bool:
    cells = [cell for row in rows[:20] for cell in row[1:]]
    return bool(cells) and all(cell[:1] == " " for cell in cells)


def _decimal(rows: list[list[str]]) -> str:
    """A comma that no thousands separator explains, in more cells than a decimal point."""
    cells = [cell.strip() for row in rows[:200] for cell in row[:200]]
    comma = sum(bool(CLEAR_COMMA.fullmatch(cell)) for cell in cells)
    point = sum(bool(re.fullmatch(r"[-+]?\d*\.\d+", cell)) for cell in cells)
    return "," if comma > point else "."


def _words(rows: list[list[str]]) -> frozenset[int]:
    """Columns that a typed reader would rewrite: true and false, 1E10, 1.070 beside 480."""
    found = set()
    for row in rows:
        for i, cell in enumerate(row):
            if cell[:1] in "tTfF+ 0123456789" and WORD.fullmatch(cell.strip()):
                found.add(i)
    for i, column in enumerate(zip_longest(*rows[1:200], fillvalue="")):
        if points_group([cell.strip() for cell in column]):
            found.add(i)
    return frozenset(found)


@dataclass(frozen=True)
class _Attempt:
    separator: str
    quote: str | None
    escape: str | None
    width: int
    score: float
    rows: list[list[str]]
    even: float = 0.0
    """The share of rows of that width, times the share of lines that made a row."""
    clean: bool = True
    """Every quote opens or closes a cell, or is doubled (escaped) in it."""

    def beats(self, other: _Attempt, margin: float, bonus: float) -> bool:
        """Whether it is more even by more than -bonus, or as even and clean; and scores enough."""
        cleaner = bool(self.escape) and self.clean > other.clean and self.even >= other.even
        more = cleaner or self.even + bonus > other.even
        return more and self.score > other.score + margin


def sample(path: Path) -> list[str]:
    """The first whole lines, their newlines kept (a quoted cell may hold one)."""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        text = file.read(SAMPLE)
        whole = not file.read(1)
    lines = text.splitlines(keepends=True) if "\n" not in text else text.split("\n")
    lines = [line if line.endswith("\n") else line + "\n" for line in lines]
    if (not whole and len(lines) > 1) or (lines and lines[-1] == "\n"):
        lines.pop()
    return lines[: _whole(lines, LINES)]


def _whole(lines: list[str], end: int) -> int:
    """The first place from `end` on where no quote is open: a cell may hold many lines."""
    odd = "".join(lines[:end]).count('"') % 2
    for i, line in enumerate(lines[end:] if odd else ()):
        odd ^= line.count('"') % 2
        if not odd:
            return end + i + 1
    return end


def _declared(lines: list[str], notes: Notes) -> tuple[int, str | None]:
    """A first line `sep=;`, as spreadsheets write it."""
    found = re.fullmatch(r'"?sep=(.)"?\s*', lines[0]) if lines else None
    if not found:
        return 0, None
    notes.add("separator", detail=f"The first line names the separator {found[1]!r}: skipped.")
    return 1, found[1]


def _attempt(lines: list[str], separator: str) -> _Attempt:
    """Cut the lines at one separator, with the quoting that makes them most even."""
    text, s = "".join(lines), re.escape(separator)
    # quote, escape, and by how much the score, and the evenness, may fall short of the way before
    ways = [('"', None, 0.0, 0.0)]
    if '\\"' in text:
        ways.append(('"', "\\", -0.15, 0.0))
    if '"' in text:
        ways.append((None, None, 0.02, 0.0))
    cell = r"'(?:[^'\n]|'')*'"
    all_quoted = lines and re.fullmatch(rf"{cell}(?:{s}{cell})+", lines[0].strip("\r\n"))
    quoted = re.finditer(rf"(?:^|{s})'((?:[^'\n]|'')*+)'(?={s}|$)", text, re.M)
    if all_quoted or any(separator in found[1] for found in quoted):
        ways.append(("'", None, -0.15, 1e-9))
    best = None
    for quote, escape, margin, bonus in ways:
        attempt = _cut(lines, separator, quote, escape)
        if best is None or attempt.beats(best, margin, bonus):
            best = attempt
    return best


def _cut(lines: list[str], separator: str, quote: str | None, escape: str | None) -> _Attempt:
    how = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(
        iter(lines), delimiter=separator, escapechar=escape, skipinitialspace=True, **how
    )
    rows = []
    try:
        rows.extend(reader)
    except csv.Error:
        return _Attempt(separator, quote, escape, 1, -1.0, [])
    full = [row for row in rows if any(cell.strip() for cell in row)]
    full = full or [row for row in rows if len(row) > 1]
    if not full:
        return _Attempt(separator, quote, escape, 1, 0.0, [])
    widths = Counter(map(len, full))
    width = max(widths, key=lambda w: (widths[w], w))
    even = widths[width] / len(full)
    clean = not quote or _closes(lines, separator, escape, how)
    if not clean:  # one that opens and is never closed swallows the rest of the lines
        even *= len(rows) / max(len(rows), sum(1 for line in lines if line.strip()))
    score = even**2 * (0.6 + 0.4 * _typed(full, width))
    score *= (1 - 0.02 / width) if width > 1 else 0.3
    kept = [list(row) for row in _spaced(lines, separator, how, escape)]
    return _Attempt(separator, quote, escape, width, score, kept, even, clean)


def _closes(lines: list[str], separator: str, escape: str | None, how: dict[str, Any]) -> bool:
    """Whether every quote is in its place; the last cell may be cut off with the sample."""
    how = {**how, "delimiter": separator, "escapechar": escape, "skipinitialspace": True}
    reader, done = csv.reader(iter(lines), strict=True, **how), 0
    try:
        for _ in reader:
            done = reader.line_num
    except csv.Error as error:
        return "unexpected end" in str(error) and len(lines) - done < LINES // 20
    return True


def _spaced(lines, separator, how, escape):
    return csv.reader(iter(lines), delimiter=separator, escapechar=escape, **how)


def _typed(rows: list[list[str]], width: int) -> float:
    """The share of cells that are a number, a date, missing, or one short word."""
    cells = [cell.strip() for row in rows[:100] if len(row) == width for cell in row[:200]]
    good = sum(
        cell.lower() in BLANK
        or bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell))
        or (len(cell) < 30 and not re.search(r"[,;|\t]", cell)) * 0.7
        for cell in cells
    )
    return good / max(1, len(cells))
