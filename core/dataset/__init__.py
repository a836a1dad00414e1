"""Datasets: reading, kinds, summaries, samples. Importing this loads neither pandas nor pyarrow."""

from core import lazy

_WHERE = {
    "read_dataset": "core.dataset.read",
    "read_database": "core.dataset.database",
    "databases_allowed": "core.dataset.database",
    "Limits": "core.dataset.limits",
    "Dataset": "core.dataset.table",
    "Column": "core.dataset.table",
    "Note": "core.dataset.table",
    "summarize": "core.dataset.summary",
    "Summary": "core.dataset.summary",
    "ColumnSummary": "core.dataset.summary",
    "Histogram": "core.dataset.summary",
    "against": "core.dataset.by_target",
    "correlations": "core.dataset.association",
    "missing_pattern": "core.dataset.association",
    "filter_rows": "core.dataset.filters",
    "inspect": "core.dataset.findings",
    "FINDINGS": "core.dataset.findings",
    "Inspection": "core.dataset.findings",
    "SAMPLES": "core.dataset.samples",
    "Sample": "core.dataset.samples",
    "read_sample": "core.dataset.samples",
    "KINDS": "core.dataset.table",
    "ROLES": "core.dataset.table",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
