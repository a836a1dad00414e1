"""Columns set apart by runs of spaces, or by a sign of several characters: rewritten with tabs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from core.dataset.dialect import COMMON, sample
from core.dataset.notes import Notes, some

SPACES = "spaces"
SIGN = r"[!#-&(-/:-@\[-^`{-~¦§¬¤¶·•]"
MARKS = ("||", "::", ";;", "~~", "^^", "~|~", "|~|", "<>", "@@", "##")


def level(path: Path, folder: Path, wanted: str | None, notes: Notes) -> tuple[Path, str | None]:
    """The file with tabs between its cells, and which separator it had; itself, None if plain."""
    lines = [line.strip() for line in sample(path) if line.strip()]
    if any(map(_draws, lines)):
        path = _without_rules(path, folder / "rules", notes)
        lines = [line for line in lines if not _draws(line)]
    mark = _guess(lines) if wanted is None else wanted if is_mark(wanted) else None
    if mark is None:
        return path, None
    if mark == SPACES:
        notes.add("separator", detail="Runs of spaces separate the columns.")
    else:
        notes.add("separator", detail=f"The sign {mark} separates the columns.")
    target = folder / "level"
    _rewrite(path, target, _pattern(mark, lines))
    return target, mark


def _draws(line: str) -> bool:
    """Whether a line only draws a table, as databases and Markdown have it under the names."""
    if line[:1] not in ("|", "+", "-", "=", ":") or not set(line) <= set("|+-=: "):
        return False
    return ("--" in line or "==" in line) and not set(line).isdisjoint("|+ ")


def _without_rules(path: Path, target: Path, notes: Notes) -> Path:
    """The file without the lines that only draw a table."""
    count = 0
    with (
        open(path, encoding="utf-8", errors="replace", newline="") as old,
        open(target, "w", encoding="utf-8", newline="") as new,
    ):
        for line in old:
            drawn = _draws(line.strip())
            count += drawn
            new.write("" if drawn else line)
    detail = (
        f"{some(count, 'line')} that only {'draw' if count > 1 else 'draws'} the table: left out."
    )
    notes.add("rules", count=count, detail=detail)
    return target


def is_mark(separator: str) -> bool:
    """Whether a separator has more than one character, or one that is not plain ASCII."""
    if separator == SPACES or separator in MARKS:
        return True
    signs = re.fullmatch(rf"{SIGN}{{1,8}}", separator) and not set(separator) <= set(COMMON)
    return bool(signs) and (len(separator) > 1 or not separator.isascii())


def _guess(lines: list[str]) -> str | None:
    if len(lines) < 3:
        return None
    for mark in (*MARKS, *_signs(lines[0])):
        if mark in lines[0] and _only(mark, lines):
            return mark
    aligned = sum("  " in line for line in lines) >= len(lines) / 2
    if not aligned or '"' in lines[0] or any(_even(lines, mark) for mark in COMMON):
        return None
    return SPACES if any(_width(lines, pattern) > 1 for pattern in (r" {2,}", r" +")) else None


def _signs(line: str) -> list[str]:
    """The signs between the words of a line that could only be a separator of their own."""
    signs = dict.fromkeys(re.findall(rf"{SIGN}+", line))
    return [sign for sign in signs if is_mark(sign)]


def _even(lines: list[str], separator: str) -> bool:
    """Whether a plain separator stands equally often in every line."""
    first = lines[0].count(separator)
    return first > 0 and all(line.count(separator) == first for line in lines)


def _only(mark: str, lines: list[str]) -> bool:
    """Whether the mark stands equally often in every line, and its characters nowhere else."""
    rest = (line.replace(mark, "") for line in lines)
    return _even(lines, mark) and not any(set(mark) & set(line) for line in rest)


def _width(lines: list[str], pattern: str) -> int:
    """The cells of a line, if all lines have as many; 0 if not."""
    widths = {len(re.split(pattern, line)) for line in lines}
    return widths.pop() if len(widths) == 1 else 0


def _pattern(mark: str, lines: list[str]) -> str:
    """How the lines are cut: at runs of two spaces, so that a cell may hold one, or at any run."""
    if mark != SPACES:
        return re.escape(mark)
    return r" {2,}" if _width(lines, r" {2,}") > 1 else r"[ \t]+"


def _rewrite(path: Path, target: Path, pattern: str) -> None:
    cut = re.compile(pattern)
    with (
        open(path, encoding="utf-8", errors="replace", newline="") as old,
        open(target, "w", encoding="utf-8", newline="") as new,
    ):
        writer = csv.writer(new, delimiter="\t", lineterminator="\n")
        for line in old:
            line = line.strip("\n") if pattern.startswith("\\") else line.strip()
            cells = cut.split(line)
            writer.writerow([_bare(cell) for cell in cells] if line.strip() else [])


def _bare(cell: str) -> str:
    """A cell without the quotes around it."""
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell
