"""How the training file's numbers and dates were read, for a file that can be read two ways.

`1,250` and `1/5/2024` do not say what they mean: a decimal comma and the order of day and month
show in other cells, which a short file to predict on may not hold. Where such a file would be read
another way than the training file, it is read as that one was, if its cells allow it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.dataset.read import read_dataset

if TYPE_CHECKING:
    from typing import Any

    from core.dataset import Dataset
    from core.dataset.spelled import Spelled
    from core.run import Run

KEYS = ("decimal_in", "dates_in")
"""The reading options that a file to predict on may take from the training file."""


def read_with(dataset: Dataset) -> dict[str, dict[str, str]]:
    """For each of KEYS how the columns were read, as far as it shows: {key: {column: value}}."""
    found: dict[str, dict[str, str]] = {key: {} for key in KEYS}
    for note in dataset.notes:  # all that an older reading has kept
        if note.code == "decimal_comma":
            found["decimal_in"] |= dict.fromkeys(note.columns, ",")
        orders = [o for o in ("day", "month") if f"'{o}/" in note.message]
        if note.code == "dates" and len(orders) == 1:
            found["dates_in"] |= dict.fromkeys(note.columns, f"{orders[0]} first")
    told = dataset.reading
    kept = told.get("found")
    for key in KEYS:
        found[key] = (found[key] if kept is None else kept.get(key, {})) | told.get(key, {})
    return found


def has_points(dataset: Dataset, name: str) -> bool:
    """Whether a column of numbers holds fractions: those without another mark had a point."""
    if dataset.column(name).kind != "numeric":
        return False
    values = dataset.frame([name])[name].dropna()
    return bool((values.astype(float) % 1 != 0).any())


def differing(
    run: Run, dataset: Dataset, columns: Mapping[str, str | None]
) -> dict[tuple[str, str], tuple[str, str]]:
    """(key, column) that were read otherwise than in training: (as there, as here)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    training = run.experiment.dataset
    there, here, types = read_with(training), read_with(dataset), pq.read_schema(dataset.path)
    found = {}
    for feature, name in columns.items():
        for key in KEYS if name is not None else ():
            theirs, mine = there[key].get(feature), here[key].get(name)
            if (
                key == "decimal_in"
                and mine is None
                and pa.types.is_floating(types.field(name).type)
            ):
                mine = "."
            if key == "decimal_in" and theirs is None and mine == ",":
                theirs = "." if has_points(training, feature) else None
            if theirs and mine and theirs != mine:
                found[key, name] = theirs, mine
    return found


def inherited(
    run: Run, dataset: Dataset, columns: Mapping[str, str | None], options: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """The options to read the dataset's file again as the training file was; {} if it is already.

    `options` are those the dataset was read with. Where a cell fits the file's own reading only,
    the file has its own marks: then no column takes over the mark or order of that one.
    """
    told = dataset.reading
    wanted = {
        (key, name): pair
        for (key, name), pair in differing(run, dataset, columns).items()
        if name not in told.get(key, {})
    }
    if not wanted:
        return {}
    cells = _cells(dataset, [name for _, name in wanted], options)
    judged = {
        (key, name): _fits(key, theirs, mine, cells[name], dataset)
        for (key, name), (theirs, mine) in wanted.items()
    }
    refused = {(one[0], wanted[one][0]) for one, fits in judged.items() if fits is False}
    found: dict[str, dict[str, str]] = {}
    for (key, name), fits in judged.items():
        theirs, _ = wanted[key, name]
        if fits and (key, theirs) not in refused:
            found.setdefault(key, dict(told.get(key, {})))[name] = theirs
    return found


def _cells(dataset: Dataset, names: list[str], options: dict[str, Any]) -> dict[str, Spelled]:
    """The columns as they stand in the file."""
    import pyarrow.parquet as pq

    from core.dataset.spelled import spell

    kinds = {**options.get("kinds", {}), **dict.fromkeys(names, "text")}
    with tempfile.TemporaryDirectory(prefix="fitboard-") as folder:
        written = read_dataset(
            dataset.source, options={**options, "kinds": kinds}, folder=folder, look=False
        )
        table = pq.read_table(written.path, columns=list(dict.fromkeys(names)))
    return {name: spell(name, table[name].combine_chunks())[0] for name in table.column_names}


def _fits(key: str, theirs: str, mine: str, cells: Spelled, dataset: Dataset) -> bool | None:
    """Whether as many cells can be read as in training as by themselves; None: it is the same."""
    import numpy as np

    from core.dataset import numerals
    from core.dataset.dates import parse_dates

    if key == "dates_in":
        dates = [parse_dates(cells.values, order) for order in (theirs, mine)]
        read = [d and cells.counts[~np.isnat(d.times)].sum() for d in dates]
        return bool((read[0] or 0) >= (read[1] or 0))
    plain, _, _ = numerals.unsign(cells)
    text = "".join(plain.values.to_pylist())
    if not {",", "."} & set(text):
        return None
    if theirs == "," and dataset.reading.get("separator") == "," and "," not in text:
        return False  # a file with commas between its cells has points in its numbers
    if theirs == "." and any(note.code == "decimal_comma" for note in dataset.notes):
        return False
    marks = (numerals.find_marks(plain, mark, None, mark) for mark in (theirs, mine))
    theirs_read, mine_read = (plain.counts[numerals.is_number(plain, m)].sum() for m in marks)
    return bool(theirs_read >= mine_read)
