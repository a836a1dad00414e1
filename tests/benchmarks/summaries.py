"""The summary of every column of a 100,000 x 30 table, from its Parquet file."""

import importlib.util
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from core.dataset.summary import summarize
from tests.benchmarks.budget import Budget
from tests.data import dataset

ROWS, ROUNDS = 100_000, 7


def table() -> pd.DataFrame:
    """Twenty numbers with gaps, ten columns of words."""
    rng = np.random.default_rng(0)
    columns = {f"n{i}": rng.normal(size=ROWS) for i in range(20)}
    columns |= {
        f"w{i}": rng.choice([f"word {j}" for j in range(5 * i + 2)], ROWS) for i in range(10)
    }
    frame = pd.DataFrame(columns)
    return frame.mask(pd.DataFrame(rng.random(frame.shape) < 0.02, columns=frame.columns))


def by_pandas(path: Path) -> None:
    """The same facts as one writes them in plain pandas."""
    for _, values in pd.read_parquet(path).items():
        values.isna().sum(), values.nunique()
        if pd.api.types.is_numeric_dtype(values):
            values.describe()
            np.histogram(values.dropna(), 50)
        else:
            values.value_counts().head(20)


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure() -> list[Budget]:
    """Medians in turn with plain pandas; ydata-profiling's minimal report where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        data = dataset(table(), Path(folder))
        pairs = [
            (_seconds(lambda: summarize(data)), _seconds(lambda: by_pandas(data.path)))
            for _ in range(ROUNDS)
        ]
        ours = statistics.median(a for a, _ in pairs)
        how = f"{ROWS:,} x 30, median of {ROUNDS}"
        found = [
            Budget("summary of every column", 0.3, ours, "s", how),
            Budget(
                "the same / plain pandas", 1.0, statistics.median(a / b for a, b in pairs), how=how
            ),
        ]
        if importlib.util.find_spec("ydata_profiling"):
            found.append(_against_profiling(data, ours))
    return found


def _against_profiling(data, ours: float) -> Budget:
    from ydata_profiling import ProfileReport

    def report():
        ProfileReport(data.frame(), minimal=True, progress_bar=False).to_html()

    ratio = _seconds(report) / ours
    return Budget(
        "ydata-profiling's minimal report / ours", 20, ratio, at_least=True, how="one run"
    )
