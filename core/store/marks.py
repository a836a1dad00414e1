"""What people say about a run: star, tags and a note, its title, its threshold with a payoff."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.store.layout import decisions, experiments, marks, runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

TITLE, TAG, NOTE = 100, 40, 2000
"""The most characters of a title, a tag and a note."""
MOST_TAGS = 20


@dataclass(frozen=True)
class Mark:
    """What people noted about a run."""

    star: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Decision:
    """From which probability on a run says the positive class, and the payoff that led there.

    `payoff` is {"TP", "FP", "FN", "TN": number}, or None when none was given; `objective` what it
    was chosen by, "" for a hand; `scores` are the run's scores at it, as JSON types.
    """

    threshold: float
    payoff: dict[str, float] | None = None
    objective: str = ""
    scores: dict[str, dict] = field(default_factory=dict)

    @property
    def nested(self) -> bool:
        """Whether the scores are at thresholds chosen inside each fold, not at this one."""
        return bool(self.scores) and not any(score["selected"] for score in self.scores.values())


def mark(connection: Connection, run_id: str, star, tags, note, seen: Mark | None = None) -> None:
    """Write the fields that are given; the others stay as whoever wrote them last left them.

    `seen` is what the writer saw: ValueError when somebody has changed a given field since.
    """
    title_of(connection, run_id)
    given: dict[str, Any] = {} if star is None else {"star": bool(star)}
    given |= {} if tags is None else {"tags": list(clean(tags))}
    given |= {} if note is None else {"note": _short(note, NOTE, "A note")}
    if seen is not None:
        _unchanged(seen, all_marks(connection).get(run_id, Mark()), given)
    if given:
        whole = {"star": False, "tags": [], "note": "", **given}
        entry = upsert(marks).values(run_id=run_id, **whole)
        connection.execute(entry.on_conflict_do_update(index_elements=["run_id"], set_=given))


def _unchanged(seen: Mark, now: Mark, given: Iterable[str]) -> None:
    """ValueError when one of the fields is not as it was seen."""
    for name in given:
        there = getattr(now, name)
        if there != getattr(seen, name):
            said = (
                ", ".join(there) if name == "tags" else {True: "on", False: "off"}.get(there, there)
            )
            raise ValueError(
                f"Somebody else has changed the {name} meanwhile, to: {said or 'nothing'}. Nothing "
                "of yours was saved; save again to replace theirs."
            )


def clean(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags, each once, without the space around them; ValueError on too many or a long one."""
    found = tuple(dict.fromkeys(" ".join(str(tag).split()) for tag in tags))
    found = tuple(_short(tag, TAG, "A tag") for tag in found if tag)
    if len(found) > MOST_TAGS:
        raise ValueError(f"A run has at most {MOST_TAGS} tags. Got {len(found)}.")
    return found


def all_marks(connection: Connection) -> dict[str, Mark]:
    """Every mark by its run's id; a run without one is left out."""
    return {row.run_id: as_mark(row) for row in connection.execute(select(marks))}


def as_mark(row) -> Mark:
    """A Mark from a row with its columns; one that is not there is empty."""
    return Mark(bool(row.star), tuple(row.tags or ()), row.note or "")


def rename(connection: Connection, run_id: str, title: str) -> None:
    """Give a run another title; ValueError when it is empty, long, or another run's of the same."""
    title_of(connection, run_id)
    title = _short(" ".join(str(title).split()), TITLE, "A title")
    if not title:
        raise ValueError("A run needs a title.")
    own = select(runs.c.experiment_id).where(runs.c.id == run_id).scalar_subquery()
    beside = (runs.c.experiment_id == own) & (runs.c.title == title) & (runs.c.id != run_id)
    if connection.scalar(select(runs.c.id).where(beside)):
        raise ValueError(f"Another run of this experiment is called {title}: choose another title.")
    connection.execute(update(runs).where(runs.c.id == run_id).values(title=title))


def decide(connection: Connection, run_id: str, decision: Decision | None) -> None:
    """Keep the run's threshold; ValueError unless it has two classes and the numbers fit.

    Without a decision, an earlier one is forgotten.
    """
    from core.decision import CELLS

    title_of(connection, run_id)
    if decision is None:
        connection.execute(delete(decisions).where(decisions.c.run_id == run_id))
        return
    threshold, payoff = decision.threshold, decision.payoff
    beside = runs.join(experiments, experiments.c.id == runs.c.experiment_id)
    task = select(experiments.c.task).select_from(beside).where(runs.c.id == run_id)
    if connection.scalar(task) != "binary":
        raise ValueError("Only a run that tells two classes apart has a threshold.")
    if not _number(threshold) or not 0 <= threshold <= 1:
        raise ValueError(f"threshold must be in the range [0, 1]. Got {threshold!r} instead.")
    if payoff is not None and (set(payoff) != set(CELLS) or not all(map(_number, payoff.values()))):
        raise ValueError(f"payoff must give a number for TP, FP, FN and TN. Got {payoff!r}.")
    values = {**asdict(decision), "threshold": float(threshold)}
    entry = upsert(decisions).values(run_id=run_id, **values)
    connection.execute(entry.on_conflict_do_update(index_elements=["run_id"], set_=values))


def decision(connection: Connection, run_id: str) -> Decision | None:
    """The run's decision, None when there is none."""
    own = (decisions.c[name] for name in Decision.__dataclass_fields__)
    row = connection.execute(select(*own).where(decisions.c.run_id == run_id)).one_or_none()
    return None if row is None else Decision(**row._mapping)


def title_of(connection: Connection, run_id: str) -> str:
    """The run's title; ValueError when there is no such run."""
    title = connection.scalar(select(runs.c.title).where(runs.c.id == run_id))
    if title is None:
        raise ValueError(f"There is no run {run_id}.")
    return title


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15


def _short(text: str, most: int, what: str) -> str:
    text = str(text).strip()
    if len(text) > most:
        raise ValueError(f"{what} has at most {most:,} characters. Got {len(text):,}.")
    return text
