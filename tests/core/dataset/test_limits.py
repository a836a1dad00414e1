"""The limits as settings: read from the environment, said in words, obeyed by the reader."""

import io

import pytest

import core
from core.dataset.limits import GB, MB, SETTINGS, Limits, configured, told


def test_without_settings_the_defaults_hold():
    assert configured({}) == Limits()
    assert set(SETTINGS) == set(vars(Limits()))


@pytest.mark.parametrize(
    ("given", "bytes"),
    [("500 MB", 500 * MB), ("4GB", 4 * GB), ("1.5 gb", 1.5 * GB), ("1000", 1000), (" 7 B ", 7)],
)
def test_a_size_is_read_with_or_without_its_unit(given, bytes):
    assert configured({"FITBOARD_MAX_UPLOAD": given}).bytes == bytes


@pytest.mark.parametrize("field", SETTINGS)
@pytest.mark.parametrize("given", ["0", "-1", "much", "1e9", "4 GB GB", "nan", "٣x", "1,000"])
def test_what_is_no_amount_is_named(field, given):
    variable = SETTINGS[field].variable
    with pytest.raises(ValueError, match=f"{variable} must be .*Got {given!r} instead"):
        configured({variable: given})


def test_counts_take_no_unit_of_bytes():
    with pytest.raises(ValueError, match="FITBOARD_MAX_ROWS"):
        configured({"FITBOARD_MAX_ROWS": "5 GB"})


def test_amounts_are_told_in_words():
    shown = [told(SETTINGS[name], amount) for name, amount in vars(Limits()).items()]
    assert shown == ["2 GB", "2 GB", "200", "50,000,000", "20,000", "6 GB", "900 s"]
    assert told(SETTINGS["bytes"], 1_500_000) == "1.431 MB" and told(SETTINGS["bytes"], 9) == "9 B"


@pytest.mark.parametrize(
    ("variable", "given", "said"),
    [
        ("FITBOARD_MAX_UPLOAD", "20", "too large"),
        ("FITBOARD_MAX_ROWS", "3", "limit is 3 rows"),
        ("FITBOARD_MAX_COLUMNS", "1", "limit is 1"),
    ],
)
def test_the_reader_obeys_the_settings(monkeypatch, tmp_path, variable, given, said):
    monkeypatch.setenv(variable, given)
    table = io.BytesIO(b"a,b\n" + b"1,2\n" * 50)
    with pytest.raises(ValueError, match=said):
        core.read_dataset(table, folder=tmp_path)
