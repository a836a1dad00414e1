"""Fourteen ways to leak are caught before anything is trained; fourteen look-alikes are not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import core
from core.dataset import SAMPLES, read_sample
from core.leaks import RULES, leak_scan
from core.splits import suggestions
from tests.data import dataset

ROWS = 800
ALARMS = ("serious", "warning")


def table(seed=0, rows=ROWS, task="binary"):
    """Honest columns, and a target that depends on two of them: AUC some 0.8, R2 some 0.5."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=rows) for i in range(4)})
    frame["kind"] = rng.choice(["red", "green", "blue"], rows)
    signal = frame["x0"] + frame["x1"] + 1.4 * rng.normal(size=rows)
    wanted = np.where(signal > 0.3, "yes", "no") if task == "binary" else 50 + 10 * signal
    return frame.assign(wanted=wanted), rng


def scanned(frame, tmp_path, split=None, target="wanted", **kinds):
    """What the scan of this table says, before anything is trained."""
    return leak_scan(core.Experiment.of(dataset(frame, tmp_path, **kinds), target, split=split))


def alarms(scan) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.code, f.columns) for f in scan.findings if f.severity in ALARMS]


def renamed(frame, rng):
    return frame.assign(state=frame["wanted"].map({"yes": "A7", "no": "B2"}))


def rescaled(frame, rng):
    return frame.assign(grade=np.exp(frame["wanted"] / 20))


def noisy(frame, rng):
    return frame.assign(reading=frame["wanted"] + 2.0 * rng.normal(size=len(frame)))


def parts(frame, rng):
    first = rng.uniform(0, 20, len(frame))
    return frame.assign(first=first, second=frame["wanted"] - first)


def quotient(frame, rng):
    units = rng.integers(1, 30, len(frame)).astype(float)
    return frame.assign(wanted=frame["wanted"].clip(5)).pipe(
        lambda f: f.assign(units=units, each=f["wanted"] / units)
    )


def mean_over_all(frame, rng):
    street = rng.integers(0, 120, len(frame))
    share = (frame["wanted"] == "yes").groupby(street).transform("mean")
    return frame.assign(street=street.astype(str), street_rate=share)


def after_the_event(frame, rng):
    days = pd.Series(rng.exponential(30, len(frame)))
    some = (frame["wanted"] == "yes") & (rng.random(len(frame)) < 0.6)
    return frame.assign(days_until=days.where(some))


def told(frame, rng):
    good = frame["wanted"] == "yes"
    return frame.assign(meter=good + 0.1 * rng.normal(size=len(frame)))


def duration(frame, rng):
    good = (frame["wanted"] == "yes").to_numpy()
    return frame.assign(call_duration=rng.exponential(100 + 400 * good))


def repeated(frame, rng):
    twice = pd.concat([frame, frame.sample(frac=0.5, random_state=1)], ignore_index=True)
    return twice.sample(frac=1, random_state=2, ignore_index=True)


def jittered(frame, rng):
    extra = frame.sample(frac=0.6, random_state=1)
    for i in range(4):
        extra[f"x{i}"] += 0.002 * rng.normal(size=len(extra))
    return pd.concat([frame, extra], ignore_index=True).sample(frac=1, random_state=2)


def subjects(frame, rng):
    who = rng.integers(0, 60, len(frame))
    own = rng.choice(["no", "yes"], 60)
    return frame.assign(member=[f"P{w:02}" for w in who], wanted=own[who])


def sorted_rows(frame, rng):
    return frame.sort_values("wanted", ignore_index=True).assign(number=np.arange(len(frame)) + 7.5)


def drifting(frame, rng):
    day = pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(len(frame)), "D")
    level = 25 * np.sin(np.arange(len(frame)) / 90)
    return frame.assign(day=day, wanted=frame["wanted"] + level)


NUMBERS = {rescaled, noisy, parts, quotient, drifting}
PLANTED = [
    (renamed, "target_copy", ("state",)),
    (rescaled, "target_copy", ("grade",)),
    (noisy, "one_column", ("reading",)),
    (parts, "target_parts", ("first", "second")),
    (quotient, "target_parts", ("units", "each")),
    (mean_over_all, "target_mean", ("street_rate",)),
    (after_the_event, "known_after", ("days_until",)),
    (told, "one_column", ("meter",)),
    (duration, "known_name", ("call_duration",)),
    (repeated, "duplicate_rows", ()),
    (jittered, "near_duplicates", ()),
    (subjects, "group_overlap", ("member",)),
    (sorted_rows, "row_order", ("number",)),
    (drifting, "time_order", ("day",)),
]


@pytest.mark.parametrize(
    ("plant", "code", "columns"), PLANTED, ids=[p[0].__name__ for p in PLANTED]
)
def test_a_planted_leak_is_named_with_its_columns(plant, code, columns, tmp_path):
    task = "regression" if plant in NUMBERS else "binary"
    frame, rng = table(task=task)
    scan = scanned(plant(frame, rng), tmp_path)
    found = [f for f in scan.findings if f.code == code and f.severity in ALARMS]
    assert [set(f.columns) for f in found] == [set(columns)]
    assert found[0].evidence and found[0].why and found[0].remedy and found[0].rule


def test_a_seal_of_other_rows_is_noticed(tmp_path):
    frame, rng = table()
    part = np.where(rng.random(ROWS) < 0.25, "holdout", "train")
    frame["x2"] += 2.5 * (part == "holdout")
    scan = scanned(frame.assign(part=part), tmp_path, core.Split("column", by="part"))
    assert [f.columns[0] for f in scan.findings if f.code == "holdout_differs"] == ["x2"]


def test_early_and_late_rows_of_another_kind_are_noticed(tmp_path):
    frame, _ = table()
    frame["day"] = pd.date_range("2021-01-01", periods=ROWS)
    frame["x3"] += 2.0 * (np.arange(ROWS) > ROWS / 2)
    scan = scanned(frame, tmp_path)
    assert ("early_late", ("x3",)) in [(c, columns[:1]) for c, columns in alarms(scan)]


def strong(frame, rng):
    good = (frame["wanted"] == "yes").to_numpy()
    return frame.assign(strong=1.8 * good + rng.normal(size=len(frame)))


def numbered(frame, rng):
    return frame.assign(number=np.arange(len(frame)) + 1.5)


def correlated(frame, rng):
    return frame.assign(like_x0=frame["x0"] + 0.05 * rng.normal(size=len(frame)))


def constant_in_group(frame, rng):
    town = rng.integers(0, 50, len(frame))
    return frame.assign(town=town.astype(str), rainfall=rng.normal(size=50)[town])


def skewed(frame, rng):
    return frame.assign(amount=np.exp(3 * rng.normal(size=len(frame))))


def sum_of_features(frame, rng):
    return frame.assign(total=frame["x2"] + frame["x3"])


def dated(frame, rng):
    day = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 900, len(frame)), "D")
    return frame.assign(day=day)


def many_labels(frame, rng):
    return frame.assign(shop=rng.integers(0, 250, len(frame)).astype(str))


def columns_twice(frame, rng):
    return frame.assign(x0_again=frame["x0"], kind_again=frame["kind"])


def rare_and_pure(frame, rng):
    good = np.flatnonzero(frame["wanted"] == "yes")
    label = np.array(["usual"] * len(frame), dtype=object)
    label[good[:8]] = "rare"
    return frame.assign(label=label)


def gaps(frame, rng):
    return frame.assign(x2=frame["x2"].where(rng.random(len(frame)) > 0.3))


def few_values(frame, rng):
    small = {name: (frame[name] > 0).map({True: "high", False: "low"}) for name in ("x0", "x1")}
    return frame[["kind", "wanted"]].assign(**small)


def harmless_name(frame, rng):
    return frame.assign(years_after_school=rng.integers(0, 40, len(frame)))


def ordered_by_a_feature(frame, rng):
    return frame.sort_values("x3", ignore_index=True)


HARMLESS = (
    strong, numbered, correlated, constant_in_group, skewed, sum_of_features, dated, many_labels,
    columns_twice, rare_and_pure, gaps, few_values, harmless_name, ordered_by_a_feature,
)  # fmt: skip


def test_of_fourteen_harmless_look_alikes_at_most_one_is_an_alarm(tmp_path):
    alarmed = {}
    for seed, make in enumerate(HARMLESS):
        frame, rng = table(seed=seed)
        if found := alarms(scanned(make(frame, rng), tmp_path)):
            alarmed[make.__name__] = found
    assert len(alarmed) <= 1, alarmed


def test_bike_sharing_names_the_parts_of_its_target_and_suggests_time(tmp_path):
    bikes = read_sample("bike_sharing", folder=tmp_path)
    scan = leak_scan(core.Experiment.of(bikes, "cnt"))
    assert scan.findings[0].code == "target_parts"
    assert set(scan.findings[0].columns) == {"casual", "registered"}
    assert "cnt = casual + registered" in scan.findings[0].evidence
    assert [(s.kind, s.column) for s in suggestions(bikes, "cnt")] == [("time", "dteday")]
    assert ("time_order", ("dteday",)) in alarms(scan)
    honest = [n for n in core.Experiment.of(bikes, "cnt").features
              if n not in ("casual", "registered")]  # fmt: skip
    split = core.Split("time", by="dteday")
    again = leak_scan(core.Experiment.of(bikes, "cnt", split=split, features=honest))
    assert not [f for f in again.findings if f.severity == "serious"]


def test_airline_passengers_suggests_time():
    table = core.read_dataset(Path(__file__).parent / "airline_passengers.csv")
    assert [(s.kind, s.column) for s in suggestions(table, "Passengers")] == [("time", "Month")]
    scan = leak_scan(core.Experiment.of(table, "Passengers"))
    assert alarms(scan) == [("time_order", ("Month",))]
    assert scan.findings[0].fix == "time"


def test_the_voice_study_suggests_its_subjects(tmp_path):
    voices = read_sample("voice_study", folder=tmp_path)
    target = next(sample.target for sample in SAMPLES if sample.name == "voice_study")
    scan = leak_scan(core.Experiment.of(voices, target))
    (found,) = [f for f in scan.findings if f.code == "group_overlap"]
    assert found.fix == "group" and found.severity == "serious"
    split = core.Split("group", by=found.columns[0])
    assert not alarms(leak_scan(core.Experiment.of(voices, target, split=split)))


def test_only_training_rows_are_looked_at_against_the_target(tmp_path):
    frame, rng = table(task="regression")
    frame["final"] = frame["x0"]  # its evidence holds a score, which every row looked at moves
    asked = core.Experiment.of(dataset(frame, tmp_path), "wanted")
    before = leak_scan(asked)
    assert "R2 0." in before.findings[0].evidence
    frame.loc[asked.sealed, "wanted"] = rng.permutation(frame.loc[asked.sealed, "wanted"]) * 7
    other = core.Experiment(**{**vars_of(asked), "dataset": dataset(frame, tmp_path, "other")})
    assert leak_scan(other).findings == before.findings


def vars_of(experiment):
    names = experiment.__dataclass_fields__
    return {name: getattr(experiment, name) for name in names}


def test_every_rule_says_its_number_and_has_a_code_of_its_own():
    assert len({rule.code for rule in RULES}) == len(RULES) >= 13
    for rule in RULES:
        assert any(c.isdigit() for c in rule.rule) or rule.code == "known_name"
        assert rule.why.endswith(".") and rule.remedy.endswith(".")
