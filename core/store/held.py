"""What stands on a stored thing: how much goes when it is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from core.store import kinds
from core.store.layout import parts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.store.store import Store


@dataclass(frozen=True)
class Held:
    """How many of each kind go with a deletion, those named included, and the bytes it frees."""

    datasets: int
    experiments: int
    runs: int
    bytes: int


def held(store: Store, kind: str, ids: Iterable[str]) -> Held:
    """What deleting these would take along; a file that something else holds too stays."""
    doomed: dict[str, set[str]] = {"dataset": set(), "experiment": set(), "run": set()}
    with store.reading() as connection:
        for id in ids:
            for name, found in kinds.below(connection, kind, id).items():
                doomed[name] |= set(found)
        own = or_(*(and_(parts.c.kind == n, parts.c.owner.in_(f)) for n, f in doomed.items()))
        mine = set(connection.scalars(select(parts.c.file).where(own)))
        others = set(connection.scalars(select(parts.c.file).where(~own)))
    freed = sum(_size(store.files.where(name)) for name in mine - others)
    return Held(*(len(doomed[name]) for name in ("dataset", "experiment", "run")), freed)


def sizes(store: Store) -> dict[tuple[str, str], int]:
    """The bytes of every thing's own files, by kind and id; what two share counts for both."""
    with store.reading() as connection:
        rows = connection.execute(select(parts.c.kind, parts.c.owner, parts.c.file)).all()
    bytes_of = {name: _size(store.files.where(name)) for name in {row.file for row in rows}}
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.kind, row.owner] = found.get((row.kind, row.owner), 0) + bytes_of[row.file]
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
