"""Two readings of one file side by side: what another choice of options changes, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset.table import Dataset

EXAMPLES = 3


@dataclass(frozen=True)
class Change:
    """A column that another reading changes. `before` is "" for a new column, `after` for a lost.

    `cells` differ, of which `lost` were there and are missing now; of `present` that were there.
    `examples` are (row, text before, text after), the lost ones first.
    """

    name: str
    before: str
    after: str
    cells: int = 0
    lost: int = 0
    present: int = 0
    examples: tuple[tuple[int, str, str], ...] = ()

    def sentence(self) -> str:
        """What happens to the column, in words; it holds data as they are."""
        if not self.before:
            return f"{self.name} is new ({self.after})."
        if not self.after:
            return f"{self.name} is gone."
        kinds = f"{self.before} becomes {self.after}. " if self.before != self.after else ""
        if self.lost:
            return (
                f"{self.name}: {kinds}{self.lost:,} of {self.present:,} cells cannot be read as "
                f"{self.after}; they become missing."
            ) if self.before != self.after else (
                f"{self.name}: {self.cells:,} cells change; {self.lost:,} of {self.present:,} "
                "become missing."
            )  # fmt: skip
        changed = f"{self.cells:,} cells change" if self.cells else "no cell changes"
        return f"{self.name}: {kinds}{changed[0].upper() if kinds else changed[0]}{changed[1:]}."


def merged(options: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Reading options with more of them: those about single columns are put together."""
    found = dict(options)
    for key, value in more.items():
        if isinstance(value, dict):
            old = dict(found.get(key, {}))
            for name, new in value.items():
                old[name] = _both(old.get(name), new)
            found[key] = old
        else:
            found[key] = value
    return found


def _both(old: Any, new: Any) -> Any:
    if isinstance(new, list):
        return list(dict.fromkeys([*(old or []), *new]))
    return {**(old or {}), **new} if isinstance(new, dict) else new


def asked(dataset: Dataset) -> dict[str, Any]:
    """The options that somebody gave when this dataset was read; what was guessed is not in it."""
    return dict(dataset.reading.get("asked", {}))


def made_from(old: Dataset, new: Dataset) -> Dataset:
    """The new reading of the old one's file, which remembers where it comes from."""
    return replace(new, reading={**new.reading, "parent": old.id, "root": old.root})


def difference(old: Dataset, new: Dataset) -> tuple[Change, ...]:
    """What changes from one reading to another, column by column, in the new one's order.

    Cells are compared row by row where both have as many rows; else only names and kinds are.
    """
    pairs = _pairs(old, new)
    found = []
    for before, after in pairs:
        if after is None or before is None:
            kinds = (old.column(before).kind, "") if before else ("", new.column(after).kind)
            found.append(Change(before or after, *kinds))
        elif (change := _compare(old, before, new, after)) is not None:
            found.append(change)
    return tuple(found)


def _pairs(old: Dataset, new: Dataset) -> list[tuple[str | None, str | None]]:
    """Columns of the same name; where the names are others but as many, of the same place."""
    same = set(old.names) & set(new.names)
    if not same and len(old.names) == len(new.names):
        return list(zip(old.names, new.names))
    return [(n if n in same else None, n) for n in new.names] + [
        (n, None) for n in old.names if n not in same
    ]


def _compare(old: Dataset, before: str, new: Dataset, after: str) -> Change | None:
    kinds = old.column(before).kind, new.column(after).kind
    if old.rows != new.rows:
        return Change(after, *kinds) if kinds[0] != kinds[1] or before != after else None
    one, other = old.frame([before])[before], new.frame([after])[after]
    if one.dtype == other.dtype and one.equals(other):
        return Change(after, *kinds, 0, 0, int(one.notna().sum())) if kinds[0] != kinds[1] else None
    there, here = one.notna().to_numpy(), other.notna().to_numpy()
    differ = there != here
    both = np.flatnonzero(there & here)
    differ[both] = texts(one.iloc[both]) != texts(other.iloc[both])
    if not differ.any() and kinds[0] == kinds[1]:
        return None
    lost = there & ~here
    first = np.r_[np.flatnonzero(lost)[:EXAMPLES], np.flatnonzero(differ & ~lost)[:EXAMPLES]]
    examples = tuple(
        (int(row), *(texts(s.iloc[[row]])[0] if s.notna().iloc[row] else "" for s in (one, other)))
        for row in first[:EXAMPLES]
    )
    counts = int(differ.sum()), int(lost.sum()), int(there.sum())
    return Change(after, *kinds, *counts, examples)


def texts(values: pd.Series) -> np.ndarray:
    """Cells (n,) as one reads them: whole numbers without a point, dates without midnight."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values.dtype) or not pd.api.types.is_numeric_dtype(values.dtype):
        said = values.astype(object).map(str).to_numpy(dtype=object)
        if values.dtype.kind == "M":
            return np.array([text.removesuffix(" 00:00:00") for text in said], dtype=object)
        return said
    if values.dtype.kind == "f":
        return np.array([f"{v:.15g}" for v in values.to_numpy()], dtype=object)
    return values.astype(object).map(str).to_numpy(dtype=object)
