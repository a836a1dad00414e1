"""`make bench`: the budgets, measured in one run. A name or more as arguments runs only those."""

import importlib
import sys

PARTS = ("reading", "summaries", "start", "reruns", "clicks", "network_loop", "cancelling")


def main(names: list[str]) -> int:
    """Print a line a budget as it comes, then what falls short; 1 if anything does."""
    short = []
    for part in names or PARTS:
        for budget in importlib.import_module(f"tests.benchmarks.{part}").measure():
            sign = ">=" if budget.at_least else "<="
            mark = "holds" if budget.holds else "SHORT"
            print(
                f"{mark}  {budget.what}: {budget.found:.3g} {budget.unit} "
                f"({sign} {budget.limit:g}); {budget.how}",
                flush=True,
            )
            short += [] if budget.holds else [budget.what]
    print(f"\n{len(short)} fall short" + (": " + "; ".join(short) if short else ""))
    return 1 if short else 0


sys.exit(main(sys.argv[1:]))
