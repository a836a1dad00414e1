"""Numbers with a unit behind them are numbers, codes and phone numbers are not; all is told."""

import numpy as np
import pytest


def column(*cells):
    return "n,x\n" + "".join(f'{i * 7 % 5},"{cell}"\n' for i, cell in enumerate(cells * 6))


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (["3 kg", "6 kg"], [3, 6], "kg"),
        (["3kg", "6 KG", "5.5 kg"], [3, 6, 5.5], "kg"),
        (["12 cm", "7.5 cm"], [12, 7.5], "cm"),
        (["5.5 °C", "-7 °C", "3\u00a0°C"], [5.5, -7, 3], "°C"),
        (["7 km/h", "1,200 km/h"], [7, 1200], "km/h"),
        (["250g", "1.5 g"], [250, 1.5], "g"),
        (["1.5 L", "2 L"], [1.5, 2], "L"),
        (["5 kg", "n.d.", "7 kg"], [5, np.nan, 7], "kg"),
        (["3 µm", "4 μm"], [3, 4], "µm"),
    ],
)
def test_one_unit_is_taken_off_and_named(read, note, cells, values, unit):
    dataset = read(column(*cells))
    np.testing.assert_array_equal(dataset.frame()["x"][: len(values)], values)
    assert dataset.column("x").kind == "numeric"
    said = note(dataset, "unit")
    assert said.columns == ("x",) and f"'{unit}'" in said.message
    as_written = read(column(*cells), {"kinds": {"x": "categorical"}}).frame()["x"]
    assert as_written.iloc[0] == cells[0]


def test_a_unit_behind_a_decimal_comma_and_in_a_column_alone(read, note):
    dataset = read("weight;h\n" + "3,5 kg;12 cm\n6 kg;13,25 cm\n5 kg;1 cm\n" * 5)
    assert dataset.frame().iloc[1].tolist() == [6, 13.25]
    assert note(dataset, "unit").columns == ("weight", "h")
    assert read("weight\n" + "3 kg\n6 kg\n5 kg\n" * 5).frame()["weight"].sum() == 70


@pytest.mark.parametrize(
    "cells",
    [
        ["A 1", "A 2"], ["3a", "4a"], ["12 Main", "13 Main"], ["5 pm", "6 pm"], ["3rd", "4rd"],
        ["10 am", "11 am"], ["3 XL", "4 XL"], ["10h30", "11h30"], ["80s", "90s"], ["2L", "3L"],
        ["5K", "10K"], ["12A", "13A"], ["1.2.3 kg", "1.2.4 kg"], ["5 ft 3 in", "6 ft 1 in"],
        ["12 m Street", "13 m Street"], ["kg 3", "kg 4"], ["3 x", "4 x"], ["007 kg", "008 kg"],
    ],
)  # fmt: skip
def test_codes_times_sizes_and_addresses_stay_as_written(read, cells):
    dataset = read(column(*cells))
    assert dataset.frame()["x"][:2].tolist() == cells
    assert {n.code for n in dataset.notes}.isdisjoint({"unit", "units"})


@pytest.mark.parametrize(
    ("cells", "named"),
    [(["5 kg", "300 g"], "'kg', 'g'"), (["5 kg", "300 g", "2"], "'kg', 'g', 'none'")],
)
def test_several_units_stay_text_and_are_named(read, note, cells, named):
    dataset = read(column(*cells))
    assert dataset.column("x").kind == "categorical"
    assert named in note(dataset, "units").message


@pytest.mark.parametrize("form", ["+4915{:09d}", "+49 151 {:03d} 567", "+1{:010d}"])
def test_phone_numbers_stay_text(read, note, form):
    cells = [form.format(i * 7919 % 900 + 100) for i in range(40)]
    for text in ("phone,y\n" + "".join(f"{c},{i % 3}\n" for i, c in enumerate(cells)),
                 "phone\n" + "\n".join(cells) + "\n"):  # fmt: skip
        dataset = read(text)
        assert dataset.frame()["phone"].tolist() == cells
        assert note(dataset, "phone_numbers").columns == ("phone",)
    number = read(text, {"kinds": {"phone": "numeric"}}).frame()["phone"]
    assert number.iloc[0] == int(cells[0].replace(" ", ""))


def test_a_plus_sign_alone_makes_no_phone_number(read):
    for cells in (["+5", "+7"], ["+12345678", "5"], ["+1234567.5", "+2345678.5"]):
        assert read(column(*cells)).column("x").kind == "numeric"
