"""The check of a file before a run predicts on it: what is missing, other, unseen or out of range.

A serious finding blocks; the others say what the model will do with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.findings import Finding, worst_first
from core.inherited import KEYS, differing, has_points, read_with
from core.prediction import align

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.cases import Field
    from core.dataset import Dataset
    from core.incoming import Columns
    from core.run import Run

EXAMPLES = 5
DROPPED = ("empty_rows", "repeated_header", "footer", "short_rows", "long_rows")
"""Notes of the reader after which the table has other rows than the file has lines."""
DOUBTFUL = {"ambiguous_dates": "Dates that can be read two ways",
            "thousands": "Numbers with a mark between the thousands"}  # fmt: skip
"""Notes of the reader after which a value may be another one than was meant."""
WORDS = {",": "decimal comma", ".": "decimal point"}


def as_asked(run: Run, frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The file's rows under the names of the features, missing where the user leaves them so.

    ValueError names the features that no column was given for.
    """
    import pandas as pd

    lost = [name for name in run.request.features if name not in columns]
    if lost:
        raise ValueError(f"No column of the file was given for {', '.join(lost[:10])}.")
    none = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    given = {
        feature: none if column is None else frame[column] for feature, column in columns.items()
    }
    return pd.DataFrame(given, index=frame.index)


def checkup(
    run: Run, dataset: Dataset, columns: Columns, fields: tuple[Field, ...]
) -> tuple[Finding, ...]:
    """What is to be known before `run` predicts on the dataset, the worst first.

    `columns` says which of its columns is each feature; `fields` is what the training rows hold.
    """
    found = [*_names(run, dataset, columns), *_dropped(dataset), *_marks(run, dataset, columns)]
    for field in fields:
        column = columns.get(field.name)
        if column is not None:
            found += _cells(run, dataset, column, field)
    return worst_first(found)


def _names(run: Run, dataset: Dataset, columns: Columns) -> Iterator[Finding]:
    features, target = run.request.features, run.experiment.target
    lost = tuple(name for name in features if name not in columns)
    if lost:
        yield Finding(
            "missing_columns", "serious", _many(len(lost), "column is", "columns are") + " missing",
            lost, why="The model needs every feature it was trained on.",
            remedy="Choose above which column of the file it is, or leave it missing.",
            rule="A feature of the run has no column of that name or a similar one.",
        )  # fmt: skip
    left = tuple(name for name in features if columns.get(name, name) is None)
    if left:
        yield Finding(
            "left_missing", "warning", "Left missing in every row", left,
            why="The model predicts as if the value were not known: expect it to be worse.",
        )  # fmt: skip
    other = {name: column for name, column in columns.items() if column not in (name, None)}
    if other:
        pairs = ", ".join(f"{column!r} as {name!r}" for name, column in list(other.items())[:6])
        yield Finding(
            "renamed_columns", "warning", "Read under another name", tuple(other.values()),
            evidence=f"{pairs}.", remedy="Choose another column above where it is wrong.",
            rule="The names are alike but for case, spaces and punctuation, or you chose so.",
        )  # fmt: skip
    if target in dataset.names and target not in columns.values():
        yield Finding(
            "target_present", "note", "The target is in the file", (target,),
            why="It is not looked at; it is kept in the download beside the prediction.",
        )  # fmt: skip
    used = {*columns.values(), target}
    extra = tuple(name for name in dataset.names if name not in used)
    if extra:
        yield Finding(
            "extra_columns", "note", _many(len(extra), "column is", "columns are") + " not needed",
            extra, why="The model does not know them; they are kept in the download.",
        )  # fmt: skip


def _dropped(dataset: Dataset) -> Iterator[Finding]:
    for note in dataset.notes:
        if note.code in DROPPED:
            yield Finding(
                "lines_without_a_row", "warning", "Lines of the file that are no row", note.columns,
                evidence=note.message, rows=note.rows,
                why=f"Predictions are made for the {dataset.rows:,} rows that were read.",
            )  # fmt: skip


def _marks(run: Run, dataset: Dataset, columns: Columns) -> Iterator[Finding]:
    """Columns read with other marks or another order than in training, and those in doubt."""
    there, here = read_with(run.experiment.dataset), read_with(dataset)
    said = {}
    for (key, name), pair in differing(run, dataset, columns).items():
        if name in here[key] or has_points(dataset, name):
            theirs, mine = (WORDS.get(one, one) for one in pair)
            said[name] = f"{name}: {mine} here, {theirs} in training"
    if said:
        yield Finding(
            "other_marks", "warning", "Read otherwise than in training", tuple(said),
            evidence=f"{'; '.join(list(said.values())[:EXAMPLES])}.",
            why="Read as in training, cells of the file would be lost: it has its own marks.",
        )  # fmt: skip
    same = {name for feature, name in columns.items() for key in KEYS
            if feature in there[key] and there[key][feature] == here[key].get(name)}  # fmt: skip
    for note in dataset.notes:
        doubt = tuple(name for name in note.columns if name in columns.values())
        if note.code in DOUBTFUL and doubt:
            yield Finding(
                note.code, "note" if same.issuperset(doubt) else "warning", DOUBTFUL[note.code],
                doubt, evidence=note.message, why="Compare a row of the file with what was meant.",
            )  # fmt: skip


def _cells(run: Run, dataset: Dataset, column: str, field: Field) -> Iterator[Finding]:
    """What one column's cells say."""
    raw = dataset.frame([column])[column]
    one = _as_trained(run, raw, field.name)
    present = one.notna().to_numpy()
    if not present.any():
        yield Finding(
            "all_missing", "warning", "No usable value in the whole column", (column,),
            evidence=_examples("It holds", raw.dropna()),
            why=f"{field.name} counts as missing in all {len(raw):,} rows.",
        )  # fmt: skip
        return
    yield from _retyped(dataset, column, field, raw, ~present & raw.notna().to_numpy())
    if field.kind in ("numeric", "datetime"):
        yield from _outside(column, field, one)
    elif field.kind != "text":
        yield from _unseen(run, column, field, one)


def _as_trained(run: Run, raw: pd.Series, feature: str) -> pd.Series:
    from dataclasses import replace

    alone = replace(run, request=replace(run.request, features=(feature,)))
    return align(alone, raw.to_frame(feature))[feature]


def _retyped(dataset, column: str, field: Field, raw, lost: np.ndarray) -> Iterator[Finding]:
    wanted = {"numeric": "numbers", "datetime": "dates"}.get(field.kind, "labels")
    for note in dataset.notes:
        if note.code in ("not_a_number", "not_a_date") and column in note.columns:
            yield Finding(
                "retyped", "warning", f"Some cells are no {wanted}", (column,),
                evidence=note.message, rows=note.rows, why="Those cells count as missing.",
            )  # fmt: skip
    if lost.any():
        yield Finding(
            "retyped", "warning", f"{_many(lost.sum(), 'cell is', 'cells are')} no {wanted}",
            (column,), evidence=_examples("Such as", raw[lost]), rows=_rows(lost),
            why="Those cells count as missing.",
            rule=f"In training, {field.name} holds {wanted}.",
        )  # fmt: skip


def _outside(column: str, field: Field, values: pd.Series) -> Iterator[Finding]:
    import pandas as pd

    if field.low is None:
        return
    dates = field.kind == "datetime"
    low, high = (pd.Timestamp(end) if dates else end for end in (field.low, field.high))
    below, above = ((values < low).fillna(False), (values > high).fillna(False))
    out = (below | above).to_numpy(bool)
    if out.any():
        ends = (str(low)[:10], str(high)[:10]) if dates else (f"{low:g}", f"{high:g}")
        said = [f"{below.sum():,} below {ends[0]}"] if below.any() else []
        said += [f"{above.sum():,} above {ends[1]}"] if above.any() else []
        yield Finding(
            "out_of_range", "warning",
            f"{_many(out.sum(), 'row is', 'rows are')} outside the training range", (column,),
            evidence=f"{' and '.join(said)}.", rows=_rows(out),
            why="The model has seen nothing like it: what it says there is a guess.",
            rule=f"The training rows range from {ends[0]} to {ends[1]}.",
        )  # fmt: skip


def _unseen(run: Run, column: str, field: Field, values: pd.Series) -> Iterator[Finding]:
    experiment = run.experiment
    known = experiment.dataset.frame([field.name])[field.name].iloc[experiment.training_rows]
    labels = set(_as_trained(run, known, field.name).dropna().unique())
    new = (values.notna() & ~values.isin(labels)).to_numpy(bool)
    if new.any():
        count = values[new].nunique()
        yield Finding(
            "unseen_labels", "warning",
            f"{_many(new.sum(), 'row has', 'rows have')} a label that training never saw",
            (column,), evidence=_examples(_many(count, "new label", "new labels") + ":",
                                          values[new]), rows=_rows(new),
            why="The model takes it for an unknown or rare label.",
        )  # fmt: skip


def _examples(words: str, values: pd.Series) -> str:
    """The words and the most frequent values; "" when there are none."""
    if not len(values):
        return ""
    common = values.astype(str).value_counts()
    told = ", ".join(repr(value[:40]) for value in common.index[:EXAMPLES])
    return f"{words} {told}{' ...' if len(common) > EXAMPLES else ''}."


def _rows(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(row) for row in mask.nonzero()[0][:20])


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
