"""The leak scan on real datasets names what leaks and leaves alone what is honest.

The files lie outside the project, in ../shared/datasets or where FITBOARD_DATASETS says.
"""

import core
from core.splits import suggestions
from tests.proofs.datasets import read

TARGETS = {
    "bike_sharing": "cnt", "airline_passengers": "Passengers", "air_quality": "C6H6(GT)",
    "adult": "income", "telco_churn": "Churn", "titanic": "Survived", "penguins": "Species",
    "california_housing": "median_house_value", "pima_diabetes": "Outcome", "iris": "species",
    "insurance": "charges", "digits": "column 65", "auto_mpg": "mpg", "credit_g": "class",
    "mammography": "class",
}  # fmt: skip
NAMED = {
    "bike_sharing": ("target_parts", {"casual", "registered"}),
    "airline_passengers": ("time_order", {"Month"}),
    "air_quality": ("target_copy", {"PT08.S2(NMHC)"}),
}
TIMED = {"bike_sharing": "dteday", "airline_passengers": "Month"}
CASES = [(name,) for name in TARGETS]


def prove(name: str) -> dict:
    """What the scan says about one dataset with every column that its reader suggests."""
    data = read(name)
    scan = core.leak_scan(core.Experiment.of(data, TARGETS[name]))
    found = [(f.code, f.severity, list(f.columns)) for f in scan.findings]
    hinted = [s.column for s in suggestions(data, TARGETS[name]) if s.kind == "time"]
    return {"dataset": name, "found": found, "time": hinted, "seconds": scan.seconds}


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether all that leaks is named and at most one honest dataset has a serious finding."""
    lines = [
        "| dataset | serious | warning | notes | time suggested | seconds |",
        "|---|" + "---|" * 5,
    ]
    right, false = True, 0
    for r in results:
        by = {s: [f"{c} {cols}" for c, sev, cols in r["found"] if sev == s]
              for s in ("serious", "warning", "note")}  # fmt: skip
        said = (", ".join(by["serious"]), ", ".join(by["warning"]), str(len(by["note"])))
        lines.append(f"| {r['dataset']} | {' | '.join(said)} | {', '.join(r['time'])} "
                     f"| {r['seconds']:.1f} |")  # fmt: skip
        if r["dataset"] in NAMED:
            code, columns = NAMED[r["dataset"]]
            alarms = [set(cols) for c, severity, cols in r["found"] if c == code]
            right &= columns in alarms
        else:
            false += bool(by["serious"])
        right &= r["dataset"] not in TIMED or TIMED[r["dataset"]] in r["time"]
    return right and false <= 1, lines
