"""A clean 1,000,000 x 20 CSV to typed Parquet, bare and with all summaries, against pandas.

And how the time of a narrower one grows with its rows.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.budget import Budget, whole_process

ROWS, PAIRS = 1_000_000, 5
GROWTH = (10_000, 100_000, 1_000_000, 10_000_000)


def clean_table(path: Path, rows: int = ROWS) -> None:
    """Ten floats, six ints, four words; about 174 MB at a million rows."""
    rng = np.random.default_rng(0)
    columns = {f"float {i}": rng.normal(size=rows).round(6) for i in range(10)}
    columns |= {f"int {i}": rng.integers(0, 10 ** (i + 2), rows) for i in range(6)}
    words = np.array([f"category {i}" for i in range(40)])
    columns |= {f"word {i}": words[rng.integers(0, 10 * (i + 1), rows)] for i in range(4)}
    pd.DataFrame(columns).to_csv(path, index=False)


def narrow_table(path: Path, rows: int) -> None:
    """A float, an integer, two words: about 24 bytes a row, written in blocks."""
    rng, block = np.random.default_rng(0), 10_000
    with path.open("w") as file:
        for i in range(0, rows, block):
            columns = {"float": rng.normal(size=block).round(4), "int": np.arange(i, i + block)}
            columns |= {name: rng.choice(["yes", "no"], block) for name in ("first", "second")}
            pd.DataFrame(columns).to_csv(file, index=False, header=i == 0)


def growth(sizes: tuple[int, ...] = GROWTH) -> Budget:
    """The time per row, what a start costs taken off, at the most rows against a tenth of them."""
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "narrow.csv"
        code = f"import core; core.read_dataset({str(path)!r}, folder={folder + '/kept'!r})"
        for rows in (sizes[0], *sizes):  # the first one warms the disk's cache
            narrow_table(path, rows)
            taken[rows] = whole_process([sys.executable, "-c", code])[0]
    least, *more = sizes
    per_row = {n: 1e6 * (taken[n] - taken[least]) / (n - least) for n in more}
    told = "; ".join(f"{rows:,} rows {taken[rows]:.1f} s" for rows in sizes)
    told += ", per row " + ", ".join(f"{t:.2f}" for t in per_row.values()) + " microseconds"
    return Budget("time per row, most rows / 1,000,000 rows", 2.0,
                  per_row[sizes[-1]] / per_row[sizes[-2]], how=told)  # fmt: skip


def measure() -> list[Budget]:
    """Whole process against whole process, in turn; each reading has a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clean.csv"
        clean_table(path)
        theirs = f"import pandas; pandas.read_csv({str(path)!r})"
        ratios, peaks = {False: [], True: []}, []
        for _ in range(PAIRS):
            bare = whole_process([sys.executable, "-c", theirs])[0]
            for look, found in ratios.items():
                with tempfile.TemporaryDirectory(dir=folder) as kept:
                    how = f"folder={kept!r}, look={look}"
                    ours = f"import core; core.read_dataset({str(path)!r}, {how})"
                    seconds, peak = whole_process([sys.executable, "-c", ours])
                found.append(seconds / bare)
                peaks.append(peak / 1e6)
        size = path.stat().st_size / 1e6
    how = f"{ROWS:,} x 20, {size:.0f} MB, {PAIRS} pairs of whole processes"
    bare, looked = map(statistics.median, ratios.values())
    return [
        Budget("read to Parquet / pandas.read_csv", 2.5, bare, how=how),
        Budget("read to Parquet with all summaries / pandas.read_csv", 4.0, looked, how=how),
        Budget("peak memory of the reading process", 900, max(peaks), "MB", how),
        growth(),
    ]
