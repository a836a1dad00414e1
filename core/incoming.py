"""A file to predict on: which of its columns is which feature, read in the types of the training.

A file without the training data's context is easily read another way: a category of 1, 2 and 3 as
numbers, a column of numbers with a few words as text. So it is read twice: once freely, to see what
it is, then with the kinds that the run's features have, and with the training's decimal marks and
orders of day and month where the file does not say itself.
"""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, Any

from core.dataset.read import read_dataset
from core.dataset.reread import asked
from core.inherited import inherited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import pandas as pd

    from core.dataset import Dataset
    from core.run import Run

Columns = dict[str, str | None]
"""For each feature the file's column that holds it; None where the user leaves it missing. A
feature that is not in it has no column."""
CLOSE = 0.8
"""From this similarity on (difflib's ratio of the plain names) another spelling is proposed."""


def propose(features: Sequence[str], names: Sequence[str]) -> Columns:
    """Which of the file's columns is each feature; a column serves one feature only.

    It is the one of the same name, else the same but for case, spaces and punctuation, else the
    closest spelling, else the only one that begins as the feature does, or that it begins with.
    """
    found: Columns = {name: name for name in features if name in set(names)}
    free = {plain(name): name for name in reversed(names) if name not in found}
    for look in (_same, _close, _begun):
        for name in features:
            if name not in found and (match := look(plain(name), free)):
                found[name] = free.pop(match)
    return {name: found[name] for name in features if name in found}


def plain(name: str) -> str:
    """A name without case, accents' forms, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded


def _same(name: str, free: Mapping[str, str]) -> str | None:
    return name if name in free else None


def _close(name: str, free: Mapping[str, str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, free, 1, CLOSE)), None)


def _begun(name: str, free: Mapping[str, str]) -> str | None:
    """The one name that begins so or that this one begins with, from four letters on."""
    longer = [one for one in free if min(len(one), len(name)) >= 4
              and (one.startswith(name) or name.startswith(one))]  # fmt: skip
    return longer[0] if len(longer) == 1 else None


def read(run: Run, source: str | Path | BinaryIO, name: str, folder: Path) -> Dataset:
    """The file as a Dataset in the types of the run's features; ValueError says why it cannot."""
    free = read_dataset(source, name=name, folder=folder, options=_spellings(run))
    return fit_to(run, free, propose(run.request.features, free.names), folder)


def fit_to(run: Run, dataset: Dataset, columns: Columns, folder: Path) -> Dataset:
    """The dataset, read again where a mapped column was read otherwise than the run's feature."""
    if dataset.source is None:
        return dataset
    kinds, options = _kinds(run, dataset, columns), _options(dataset)
    found = dataset
    try:
        if kinds != dataset.reading.get("kinds", {}):
            options["kinds"] = kinds
            found = _again(dataset, options, folder)
        more = inherited(run, found, columns, options)
        return _again(found, options | more, folder) if more else found
    except ValueError:
        return found  # a column holds nothing of that kind: the check says so


def _again(dataset: Dataset, options: dict[str, Any], folder: Path) -> Dataset:
    return read_dataset(dataset.source, name=dataset.name, folder=folder, options=options)


_AGAIN = ("separator", "encoding", "header", "thousands", "missing", "names", "kinds",
          "missing_in", "values_in", "replace", "decimal_in", "dates_in", "sheet",
          "table")  # fmt: skip


def _options(dataset: Dataset) -> dict[str, Any]:
    """The options to read a file again as it was read, each column by its own marks."""
    return {k: v for k, v in dataset.reading.items() if k in _AGAIN} | asked(dataset)


def _spellings(run: Run) -> dict[str, Any]:
    """What the training data was told to read as missing, or in another spelling, is so here."""
    told = run.experiment.dataset.reading
    keys = ("missing", "missing_in", "values_in", "replace")
    found = {key: told[key] for key in keys if told.get(key)}
    replace = {**_cases(run), **found.get("replace", {})}
    return {**found, "replace": replace} if replace else found


def _cases(run: Run) -> dict[str, dict[str, str]]:
    """Where the reader joined spellings of yes and no in training: each by the label it took."""
    table = run.experiment.dataset
    names = [name for note in table.notes if note.code == "one_case" for name in note.columns]
    found = {}
    for name in set(names).intersection(run.request.features):
        labels = table.frame([name])[name].dropna().astype(str).unique()
        forms = (str.lower, str.upper, str.capitalize)
        spelled = {form(label): label for label in labels for form in forms}
        found[name] = {text: label for text, label in spelled.items() if text != label}
    return found


def _kinds(run: Run, dataset: Dataset, columns: Columns) -> dict[str, str]:
    """The kinds to read with: the features' own; dates of no feature stay as they are written."""
    forced = dict(dataset.reading.get("kinds", {}))
    wanted = {column: feature for feature, column in columns.items() if column is not None}
    for column in dataset.columns:
        if column.name in wanted:
            kind = run.experiment.dataset.column(wanted[column.name]).kind
            if kind != column.kind and _holds(dataset, column.name, kind):
                forced[column.name] = kind
        elif column.kind == "datetime" and dataset.reading.get("separator"):
            forced[column.name] = "text"
    return forced


def _holds(dataset: Dataset, name: str, kind: str) -> bool:
    """Whether the column can be read as that kind at all."""
    import pandas as pd

    if kind in ("categorical", "text", "identifier"):
        return True
    values = dataset.frame([name])[name]
    if kind == "boolean":
        return values.nunique() <= 2
    if kind == "datetime":
        texts = values.astype(object)
        return bool(pd.to_datetime(texts, errors="coerce", format="mixed", utc=True).notna().any())
    return _has_numbers(values)


def _has_numbers(values: pd.Series) -> bool:
    """Whether some cell is a number, under whatever marks."""
    import pyarrow as pa

    from core.dataset import numerals
    from core.dataset.spelled import spell

    texts = pa.array(values.dropna().astype(str), pa.large_string())
    plain, _, _ = numerals.unsign(spell(str(values.name), texts)[0])
    return bool(numerals.is_number(plain, numerals.find_marks(plain, None, None, ".")).any())
