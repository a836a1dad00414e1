"""A Split: how rows are dealt into folds, and the catalogue of kinds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

UNUSED, TRAINING, TEST = 0, 1, 2
MOST_FOLDS = 50


@dataclass(frozen=True)
class Kind:
    """One way to deal rows: its label and line on a form, its words in a sentence, its fields.

    `by` says what the split's column holds ("group", "time", "fold"; "" for a split without one).
    """

    label: str
    words: str
    line: str
    fields: tuple[str, ...]
    by: str = ""
    apart: bool = False
    """Whether the column is kept from the models: what it says is used up by the split."""


OF_KIND: dict[str, Kind] = {
    "stratified": Kind(
        "Stratified", "stratified folds",
        "Every fold has its share of each class; for numbers, of each tenth of the target.",
        ("folds", "repeats", "holdout"),
    ),
    "random": Kind(
        "Random", "random folds", "Rows are dealt as from a shuffled pack.",
        ("folds", "repeats", "holdout"),
    ),
    "group": Kind(
        "Group", "group folds", "All rows of a group are on one side: new groups are predicted.",
        ("folds", "repeats", "holdout"), "group", True,
    ),
    "stratified_group": Kind(
        "Stratified group", "stratified group folds",
        "Groups stay whole, and every fold has about its share of each class.",
        ("folds", "repeats", "holdout"), "group", True,
    ),
    "leave_one_group_out": Kind(
        "Leave one group out", "folds of one group each",
        "Each group is tested once by a model that saw all the others: at most 50 groups.",
        ("holdout",), "group", True,
    ),
    "time": Kind(
        "Time", "folds in time",
        "Every fold is tested on what comes after its training rows: the future is predicted.",
        ("folds", "gap", "window", "holdout"), "time",
    ),
    "column": Kind(
        "Column", "folds given",
        "A column of yours names the fold of each row; \"holdout\" or \"test\" seals it.",
        ("folds",), "fold", True,
    ),
}  # fmt: skip
KINDS = tuple(OF_KIND)
_RANGES = (
    ("folds", 2, MOST_FOLDS), ("gap", 0, 10**9), ("repeats", 1, 100), ("window", 0, 10**9)
)  # fmt: skip
_USUAL = {"gap": 0, "repeats": 1, "window": 0}


@dataclass(frozen=True)
class Split:
    """How rows are dealt into folds.

    `by` names the column of a group, time or column split; `gap` is the number of distinct times
    left out between training and test; `window` that of the times trained on, the latest before
    the gap (0: all of them); `repeats` deals the rows anew that many times.
    """

    kind: str = "stratified"
    folds: int = 5
    by: str | None = None
    gap: int = 0
    repeats: int = 1
    window: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"split must be one of {', '.join(KINDS)}. Got {self.kind!r} instead.")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ValueError(
                    f"{name} must be an int in the range [{low}, {high}]. Got {value!r} instead."
                )
        if self.of.by and not self.by:
            raise ValueError(f"A {self.name} split needs the column that it goes by.")
        for name, usual in _USUAL.items():
            if name not in self.of.fields and getattr(self, name) != usual:
                why = "has one way to be dealt" if name == "repeats" else f"has no {name}"
                raise ValueError(f"A {self.name} split {why}: {name} must be {usual}.")

    @property
    def of(self) -> Kind:
        """What is said about its kind."""
        return OF_KIND[self.kind]

    @property
    def name(self) -> str:
        """The kind in words: "stratified group"."""
        return self.kind.replace("_", "-" if self.kind.startswith("leave") else " ")

    @property
    def grouped(self) -> bool:
        """Whether the rows of a group stay together."""
        return self.of.by == "group"

    @property
    def apart(self) -> str | None:
        """The column that no model may look at because the split goes by it, if there is one."""
        return self.by if self.of.apart else None

    @property
    def title(self) -> str:
        """In words, without the number of folds: "stratified folds", "group folds by Ticket"."""
        words = self.of.words + (f" by {self.by}" if self.by else "")
        times = "time" if self.window == 1 else "times"
        return words + (f", each trained on {self.window:,} {times}" if self.window else "")

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Split:
        """The reverse of `to_json`; fields that an older record lacks have their defaults."""
        return cls(**record)
