"""`make prove`: the long statistics. Each case is kept as it comes, so a broken run goes on.

Results lie in .fitboard/proofs (one JSON line a case); the tables go to tests/proofs/RESULTS.md,
those of the proofs that are not run now as they were. `python -m tests.proofs NAME ...` proves only
those; `--again` forgets what is kept.
"""

import importlib
import json
import sys
import warnings
from pathlib import Path

KEPT = Path(".fitboard/proofs")
RESULTS = Path("tests/proofs/RESULTS.md")
PROOFS = (
    "datasets",
    "coverage",
    "noise",
    "ties",
    "leaks",
    "drills",
    "sessions",
    "upload",
    "reading",
)


def prove(name: str) -> list[dict]:
    """All results of one proof, the kept ones first."""
    module = importlib.import_module(f"tests.proofs.{name}")
    kept = KEPT / f"{name}.jsonl"
    done = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    known = {json.dumps(result["case"]) for result in done}
    for case in module.CASES:
        if json.dumps(list(case)) in known:
            continue
        result = {"case": list(case), **module.prove(*case)}
        with kept.open("a") as lines:
            lines.write(json.dumps(result) + "\n")
        print(name, *case, flush=True)
        done.append(result)
    wanted = [json.dumps(list(case)) for case in module.CASES]
    return [result for result in done if json.dumps(result["case"]) in wanted]


def section(name: str) -> tuple[bool, str]:
    """Whether the proof holds, and its part of the page."""
    module = importlib.import_module(f"tests.proofs.{name}")
    holds, table = module.verdict(prove(name))
    title = module.__doc__.splitlines()[0]
    return holds, "\n".join([title, "", *table, "", "Holds." if holds else "Does not hold.", ""])


def written() -> dict[str, str]:
    """The sections that the page has now, by their proof."""
    text = RESULTS.read_text() if RESULTS.exists() else ""
    parts = [part.split("\n", 1) for part in text.split("\n## ")[1:]]
    return {head.split(": ")[0]: f"{head}\n{rest}" for head, rest in parts}


def main(arguments: list[str]) -> int:
    """Prove what is named, write the tables, say what does not hold."""
    names = [a for a in arguments if a != "--again"] or list(PROOFS)
    KEPT.mkdir(parents=True, exist_ok=True)
    # A category that only test rows have is encoded as such: expected.
    warnings.filterwarnings("ignore", message="Found unknown categories")
    failed = []
    for name in names:
        if "--again" in arguments:
            (KEPT / f"{name}.jsonl").unlink(missing_ok=True)
        holds, text = section(name)
        failed += [] if holds else [name]
        parts = written() | {name: f"{name}: {text}"}
        page = [f"## {parts[known]}" for known in PROOFS if known in parts]
        RESULTS.write_text("\n".join(["# Proofs\n\nWritten by `make prove`.\n", *page]))
        print(text)
    print(f"{len(failed)} do not hold" + (": " + ", ".join(failed) if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
