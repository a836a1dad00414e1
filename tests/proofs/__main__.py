"""`make prove`: the long statistics. Each case is kept as it comes, so a broken run goes on.

Results lie in .fitboard/proofs (one JSON line a case); the tables go to tests/proofs/RESULTS.md.
`python -m tests.proofs NAME ...` proves only those; `--again` forgets what is kept.
"""

import importlib
import json
import sys
from pathlib import Path

KEPT = Path(".fitboard/proofs")
RESULTS = Path("tests/proofs/RESULTS.md")
PROOFS = ("datasets",)


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
        print(name, *case, result, flush=True)
        done.append(result)
    wanted = [json.dumps(list(case)) for case in module.CASES]
    return [result for result in done if json.dumps(result["case"]) in wanted]


def main(arguments: list[str]) -> int:
    """Prove what is named, write the tables, say what does not hold."""
    names = [a for a in arguments if a != "--again"] or list(PROOFS)
    KEPT.mkdir(parents=True, exist_ok=True)
    text, failed = ["# Proofs", "", "Written by `make prove`.", ""], []
    for name in names:
        if "--again" in arguments:
            (KEPT / f"{name}.jsonl").unlink(missing_ok=True)
        module = importlib.import_module(f"tests.proofs.{name}")
        holds, table = module.verdict(prove(name))
        failed += [] if holds else [name]
        title = module.__doc__.splitlines()[0]
        text += [f"## {title}", "", *table, "", "Holds." if holds else "Does not hold.", ""]
    RESULTS.write_text("\n".join(text))
    print("\n".join(text))
    return 1 if failed else 0


sys.exit(main(sys.argv[1:]))
