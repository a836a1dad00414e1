"""Each rule sees what is planted for it, and leaves alone what only looks like it."""

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.dataset import FINDINGS, inspect, missing
from core.dataset.findings import labels, look, numbers, whole
from core.dataset.findings.rule import MANY, NAMED
from core.preparation import as_numbers
from tests.data import dataset

N = 400
TODAY = datetime.date.today()


def rng():
    return np.random.default_rng(3)


def normal(rows=N):
    return rng().normal(50, 10, rows)


def replaced(values, count, by):
    values = np.array(values, dtype=object if isinstance(by, str) else None)
    values[:count] = by
    return values


def shares(*counts):
    return np.repeat([f"label {i}" for i in range(len(counts))], counts)


def days(last):
    return pd.to_datetime([TODAY - datetime.timedelta(days=i) for i in range(N - 1)] + [last])


def dense(step):
    values = np.arange(N) * step
    return rng().permutation(values)


PLANTED = {
    "constant": (np.full(N, 7.0), replaced(np.full(N, 7.0), 60, 8.0)),
    "nearly_constant": (replaced(np.zeros(N), 4, 1.0), replaced(np.zeros(N), 5, 1.0)),
    "identifier": (dense(1), dense(2)),
    "missing": (replaced(normal(), 20, np.nan), replaced(normal(), 19, np.nan)),
    "future_dates": (
        days(TODAY + datetime.timedelta(days=whole.AHEAD + 1)),
        days(TODAY + datetime.timedelta(days=whole.AHEAD)),
    ),
    "coded_word": (replaced(shares(200, 200), 1, "Unknown"), replaced(shares(200, 200), 9, "none")),
    "mixed_types": (
        np.array(["12", "15", "31", "n. b."] * 100, dtype=object),
        np.array(["Room 12", "Room 15", "31st", "7"] * 40 + ["a"] * 240, dtype=object),
    ),
    "spellings": (
        np.array(["Köln", "koln", "KÖLN", "Bonn"] * 100),
        np.array(["A+", "A-", "B", "b", "12", "1-2"] * 66 + ["B"] * 4),
    ),
    "rare_categories": (shares(391, 9), shares(390, 10)),
    "high_cardinality": (
        np.array([f"v{i % 51}" for i in range(N)]),
        np.array([f"v{i % 50}" for i in range(N)]),
    ),
    "imbalance": (shares(381, 19), shares(380, 20)),
    "coded_missing": (replaced(np.abs(normal()), 9, -999.0), normal() - 999),
    "excess_zeros": (replaced(normal(), 201, 0.0), replaced(normal(), 199, 0.0)),
    "outliers": (replaced(normal(), 1, 500.0), rng().exponential(1, N)),
    "skewed": (np.exp(2 * rng().normal(size=N)), rng().uniform(size=N)),
}
"""For each rule a column that it sees, and a harmless one that looks like it."""


def found(values, folder, **columns):
    """The codes found in a table of this column, and the finding of each."""
    kind = "datetime" if str(pd.Series(values).dtype).startswith("datetime") else None
    frame = pd.DataFrame({"plain": rng().permutation(normal()), "c": values, **columns})
    kinds = {"c": kind} if kind else {}
    return {one.code: one for one in inspect(dataset(frame, folder, **kinds)).findings}


@pytest.mark.parametrize("code", PLANTED)
def test_what_is_planted_is_seen_and_what_looks_like_it_is_not(code, tmp_path):
    seen = found(PLANTED[code][0], tmp_path)
    assert code in seen and "c" in seen[code].columns
    assert seen[code].evidence and seen[code].rule and seen[code].why and seen[code].remedy
    assert code not in found(PLANTED[code][1], tmp_path)


def test_rows_that_are_repeated_are_seen_and_repeated_cells_are_not(tmp_path):
    frame = pd.DataFrame({"a": np.arange(100) // 2, "b": np.arange(100) % 7})
    assert not any(f.code == "duplicate_rows" for f in inspect(dataset(frame, tmp_path)).findings)
    again = pd.concat([frame, frame.iloc[:3]], ignore_index=True)
    one = next(f for f in inspect(dataset(again, tmp_path)).findings if f.code == "duplicate_rows")
    assert one.rows == (100, 101, 102) and one.severity == "warning" and "3 of 103" in one.evidence


def test_infinite_numbers_are_seen_and_a_very_large_one_is_not(upload):
    made, other = (
        upload("a,b\n" + "".join(f"{i},{word if i == 4 else i / 7}\n" for i in range(50)))
        for word in ("inf", "1e300")
    )
    assert "infinite" not in {one.code for one in inspect(other).findings}
    one = next(f for f in inspect(made).findings if f.code == "infinite")
    assert one.columns == ("b",) and one.rows == (4,) and "1 cell" in one.evidence


def test_numbers_that_no_model_gets_as_they_are_are_told(tmp_path):
    values = np.r_[normal(), [1e30, -1e30, 1e31, -1e300]]
    frame = pd.DataFrame({"a": values})
    given = as_numbers(frame)
    changed = np.flatnonzero(given[:, 0] != values)
    one = next(f for f in inspect(dataset(frame, tmp_path)).findings if f.code == "beyond")
    assert one.rows == tuple(changed) and one.columns == ("a",) and "2 cells" in one.evidence
    fewer = inspect(dataset(frame[:-2], tmp_path, "fewer")).findings
    assert "beyond" not in {finding.code for finding in fewer}


def test_a_pair_that_agrees_is_seen_and_one_that_nearly_does_is_not(tmp_path):
    x = rng().normal(size=N)
    noise = np.random.default_rng(4).normal(size=N)
    assert found(x, tmp_path, d=x + 0.2 * noise)["correlated_pair"].columns == ("c", "d")
    assert "correlated_pair" not in found(x, tmp_path, d=x + 0.5 * noise)
    assert found(x, tmp_path, d=-3 * x)["correlated_pair"].evidence.count("-1.000") == 1


def test_every_code_is_planted_once():
    others = {"duplicate_rows", "infinite", "beyond", "correlated_pair"}
    assert {rule.code for rule in FINDINGS} == set(PLANTED) | others
    assert len({rule.code for rule in FINDINGS}) == len(FINDINGS)


NUMBERS = {
    "nearly_constant": (f"{whole.NEARLY:.0%}", whole.ENOUGH),
    "identifier": (f"{whole.DIFFERENT:.0%}", whole.ID_ROWS, f"{whole.DENSE:.0%}"),
    "duplicate_rows": (f"{whole.REPEATED:.0%}",),
    "missing": (f"{whole.GAPS:.0%}", f"{whole.MOSTLY_GAPS:.0%}"),
    "future_dates": (whole.AHEAD,),
    "coded_word": labels.WORDS,
    "mixed_types": (f"{labels.NUMBERS:.0%}",),
    "spellings": (f"{labels.COMPARED:,}",),
    "rare_categories": (labels.RARE, labels.RARE_ROWS, labels.MANY),
    "high_cardinality": (labels.MANY,),
    "imbalance": (f"{labels.SMALL:.0%}", labels.CLASSES, labels.WEIGHED),
    "coded_missing": ("-1", "-999", "99", missing.OTHERS),
    "excess_zeros": (f"{numbers.ZEROS:.0%}", numbers.KINDS_OF),
    "beyond": (f"{numbers.LARGEST:g}",),
    "outliers": (numbers.FAR, f"{numbers.FEW:.0%}"),
    "skewed": (numbers.SKEW, numbers.SKEW_ROWS),
    "correlated_pair": (numbers.ALIKE, numbers.PAIR_ROWS, numbers.WIDEST),
}


def test_each_rule_names_the_numbers_it_uses():
    rules = {rule.code: rule for rule in FINDINGS}
    for code, used in NUMBERS.items():
        for number in used:
            assert str(number) in rules[code].rule, (code, number)


def test_a_rule_moves_with_its_number(tmp_path, monkeypatch):
    values = replaced(normal(), 8, np.nan)
    assert "missing" not in found(values, tmp_path)
    monkeypatch.setattr(whole, "GAPS", 0.02)
    assert "missing" in found(values, tmp_path)


def test_many_columns_of_one_finding_are_told_together(tmp_path):
    gaps = {f"c{i}": replaced(normal(), 40, np.nan) for i in range(MANY + 1)}
    made = dataset(pd.DataFrame(gaps), tmp_path)
    one = [f for f in inspect(made).findings if f.code == "missing"]
    assert len(one) == 1 and len(one[0].columns) == MANY + 1
    assert f"And {MANY + 1 - NAMED} more." in one[0].evidence


def test_a_rule_that_breaks_off_is_told_and_costs_neither_the_table_nor_the_others(
    tmp_path, monkeypatch
):
    def broken(looked):
        raise error

    error = KeyError("b")
    rules = [replace(r, find=broken) if r.code == "skewed" else r for r in look.FINDINGS]
    monkeypatch.setattr(look, "FINDINGS", rules)
    made = dataset(pd.DataFrame({"a": np.ones(N), "b": np.exp(2 * normal() / 10)}), tmp_path)
    found = {finding.code: finding for finding in inspect(made).findings}
    assert found["skewed"].title.startswith("Not checked: ") and "constant" in found
    assert "KeyError" in found["skewed"].evidence and found["skewed"].severity == "note"
    error = MemoryError()
    with pytest.raises(MemoryError):
        inspect(made)


def test_what_is_kept_at_reading_is_what_is_found_again(upload):
    made = upload("a,b\n" + "".join(f"{i % 3},{'Köln' if i % 2 else 'KOLN'}\n" for i in range(60)))
    first = inspect(made)
    assert {one.code for one in first.findings} >= {"spellings", "duplicate_rows"}
    made.path.with_suffix(".findings.json").unlink()
    assert inspect(made) == first


def test_a_large_table_is_sampled_where_it_costs_and_that_is_said(tmp_path):
    frame = pd.DataFrame({"a": np.exp(2 * rng().normal(size=30_000))}).assign(
        b=lambda f: f["a"] * 2
    )
    found = inspect(dataset(frame, tmp_path))
    assert found.said == "a sample of 20,000 of 30,000 rows"
    assert all(found.said in f.evidence for f in found.findings if f.code == "skewed")
