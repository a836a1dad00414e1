"""Lines above the table: titles, remarks, dates of export."""

from __future__ import annotations

from core.dataset.headers import names
from core.dataset.notes import Notes, some


def _title(row: list[str]) -> bool:
    """Whether only the first cells of a long row are filled, as when a sheet has a title."""
    reach = _reach(row)
    return reach <= 2 and len(row) > max(3, 2 * reach) and bool(row[0].strip())


def _reach(row: list[str]) -> int:
    """The number of cells up to the last that is filled."""
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def skip_preamble(rows: list[list[str]], width: int, notes: Notes) -> tuple[list[list[str]], int]:
    """The rows from the first that is as wide as most; narrow lines before it are a title."""
    full = [i for i, row in enumerate(rows[:30]) if any(cell.strip() for cell in row)]
    if not full:
        return [], 0
    start = full[0]
    named = next(
        (i for i in full if len(rows[i]) == width and names(rows[i], rows[i + 1 :])), start
    )
    if named > start and all(len(row) < width for row in rows[:named]):
        return _below(rows, named, notes)
    wide = next((i for i in full if len(rows[i]) > width / 2 and not _title(rows[i])), start)
    narrow = max((_reach(row) for row in rows[:wide]), default=0) <= max(2, width // 3)
    if width > 2 and wide > start and len(rows) - wide > 2 and narrow:
        return _below(rows, wide, notes)
    return rows[start:], start


def _below(rows: list[list[str]], skip: int, notes: Notes) -> tuple[list[list[str]], int]:
    skipped = f"{some(skip, 'line')} before the header were skipped."
    notes.add("preamble", count=skip, detail=skipped)
    return rows[skip:], skip
