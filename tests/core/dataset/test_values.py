"""Cells to types: numbers in their spellings, missing cells, dates; nothing changed in silence."""

import numpy as np
import pandas as pd
import pytest


def column(cells, name="x"):
    quoted = ('"' + str(cell).replace('"', '""') + '"' for cell in cells)
    return f"n,{name}\n" + "".join(f"{i * 7 % 5},{cell}\n" for i, cell in enumerate(quoted))


def test_leading_zeros_stay_text(read, note):
    dataset = read("zip,n\n" + "00501,1\n10115,2\n02134,3\n" * 10)
    assert dataset.frame()["zip"].iloc[0] == "00501"
    assert note(dataset, "leading_zeros").columns == ("zip",)


@pytest.mark.parametrize("cell", ["0", "0.5", "-0.25", "1e-05", "3.2e-07", "-1e+05", "10.0"])
def test_a_zero_inside_a_number_is_no_leading_zero(read, cell):
    frame = read(f"a,x\n1,{cell}\n2,{cell}\n3,7\n").frame()
    assert frame["x"].tolist() == [float(cell), float(cell), 7]


def test_a_leading_zero_far_down_is_found(read):
    frame = read("a,x\n" + "1,123\n" * 100_000 + "1,0123\n").frame()
    assert frame["x"].iloc[-1] == "0123" and frame["x"].iloc[0] == "123"


def test_integers_above_2_53_stay_exact(read, note):
    big = [2**53 + 1 + i for i in range(20)]
    assert read(column(big)).frame()["x"].tolist() == big
    dataset = read(column([*big, ""]))
    assert str(dataset.frame()["x"].dtype) == "Int64"
    assert dataset.frame()["x"].iloc[:20].tolist() == big and note(dataset, "exact_integers")


def test_integers_beyond_64_bits_stay_text(read, note):
    huge = [str(9223372036854775808 + i) for i in range(30)]
    dataset = read(column(huge))
    assert dataset.frame()["x"].tolist() == huge and note(dataset, "long_integers")


def test_floats_are_exact(read):
    values = np.random.default_rng(0).normal(size=500) * 10.0 ** np.arange(-250, 250)
    assert read(column(map(repr, values.tolist()))).frame()["x"].tolist() == values.tolist()


def test_decimal_commas(read, note):
    dataset = read("t;v;n\n" + "12,5;1.234,56;3\n-0,25;12,00;4\n" * 10)
    frame = dataset.frame()
    assert frame["t"].sum() == pytest.approx(122.5) and frame["v"].iloc[0] == 1234.56
    assert dataset.reading["decimal"] == "," and note(dataset, "decimal_comma").columns == (
        "t",
        "v",
    )


def test_thousands_percent_and_currency(read, note):
    dataset = read(column(["4,756,024", "856,083", "12,345"] * 5))
    assert dataset.frame()["x"].sum() == 5 * 5_624_452 and note(dataset, "thousands")
    dataset = read(column(["77.2%", "5%"] * 5))
    assert dataset.frame()["x"].sum() == pytest.approx(411) and note(dataset, "percent")
    dataset = read(column(["$1,200.50", "($300.25)"] * 5))
    assert dataset.frame()["x"].sum() == pytest.approx(4501.25) and note(dataset, "currency")


@pytest.mark.parametrize("word", ["NA", "N/A", "null", "nan", "?", "-", " ", "None"])
def test_missing_spellings_among_numbers(read, note, word):
    dataset = read(column([1, word, 3, 4, word, 6]))
    assert dataset.frame()["x"].isna().tolist() == [False, True, False, False, True, False]
    assert note(dataset, "missing").rows == (1, 4) and note(dataset, "missing").count == 2


@pytest.mark.parametrize("word", ["нет", "brak danych", "#WERT!", "н/д", "<null>", "不明"])
def test_missing_spellings_of_more_languages(read, note, word):
    dataset = read("id;x\n" + "".join(f"{i};{word if i % 5 == 0 else i}\n" for i in range(60)))
    assert dataset.frame()["x"].isna().sum() == 12 and note(dataset, "missing").count == 12


@pytest.mark.parametrize("blank", ["\u200b", "\ufeff", "\u200e", "\u2060", "\u3000", "\u00a0"])
def test_blanks_that_nobody_sees_are_taken_off(read, note, blank):
    dataset = read("a;b\n" + "".join(f"{i / 7};{'yes' + blank * (i % 2)}\n" for i in range(30)))
    assert set(dataset.frame()["b"]) == {"yes"} and note(dataset, "padding").count == 15


@pytest.mark.parametrize("form", ["%{}", "% {}", "{}％", "{} pct", "{} Percent"])
def test_percent_signs_of_other_places(read, note, form):
    dataset = read("id;x\n" + "".join(f"{i};{form.format(i)}\n" for i in range(30)))
    assert dataset.frame()["x"].sum() == 435 and note(dataset, "percent")


def test_points_between_thousands_beside_numbers_below(read, note):
    numbers = [i * 37 for i in range(60)]
    written = [f"{i * 37:,}".replace(",", ".") for i in range(60)]
    dataset = read("id;x\n" + "".join(f"{i / 7};{cell}\n" for i, cell in enumerate(written)))
    assert dataset.frame()["x"].tolist() == numbers and note(dataset, "thousands")
    shown = read("id;x\n" + "".join(f"{i / 7};{i * 0.037:.3f}\n" for i in range(60)))
    assert shown.frame()["x"].max() == 59 * 0.037
    short = [f"{i * 0.037:.3f}".rstrip("0").rstrip(".") for i in range(999, 1200)]
    plain = read("id;x\n" + "".join(f"{i / 7};{cell}\n" for i, cell in enumerate(short)))
    assert plain.frame()["x"].max() < 50


def test_moments_in_fourteen_digits(read):
    moments = ["20200317130500", "20201201000000", "19991231235959"] * 5
    assert read(column(moments)).frame()["x"].iloc[0] == pd.Timestamp("2020-03-17 13:05")
    assert read(column([*moments, "20200317996000"])).column("x").kind == "numeric"


def test_none_among_labels_is_kept_and_told(read, note):
    table = "id,x\n" + "".join(f"{i / 7},{('None', 'Some', 'All')[i % 3]}\n" for i in range(30))
    assert note(read(table), "kept_words").count == 10
    said = read(table, {"values_in": {"x": ["None"]}})
    assert not [n for n in said.notes if n.code == "kept_words"]
    assert read(table, {"missing": ["None"]}).frame()["x"].isna().sum() == 10


def test_none_may_be_a_label(read):
    frame = read(column(["None", "Brick", "Stone"] * 5)).frame()
    assert frame["x"].isna().sum() == 0


def test_missing_and_padding_among_labels(read, note):
    dataset = read("n,g\n" + "1,A\n2,A \n3, A\n4,B\n5,?\n" * 5)
    frame = dataset.frame()
    assert frame["g"].cat.categories.tolist() == ["A", "B"] and frame["g"].isna().sum() == 5
    assert note(dataset, "padding").count == 10


def test_a_word_among_many_numbers_is_told(read, note):
    dataset = read(column([*range(500), "oops"]))
    found = note(dataset, "not_a_number")
    assert found.rows == (500,) and "oops" in found.message
    assert dataset.frame()["x"].isna().sum() == 1


def test_a_real_mixture_stays_text_and_is_told(read, note):
    dataset = read(column([1, 2, 3, "A5", "B/7", 6] * 5))
    assert dataset.frame()["x"].iloc[3] == "A5" and note(dataset, "mixed").count == 10


def test_infinite_becomes_missing_and_is_told(read, note):
    dataset = read("a,x\n1,inf\n2,-inf\n3,5\n4,6\n")
    assert dataset.frame()["x"].isna().sum() == 2 and note(dataset, "infinite").rows == (0, 1)


def test_coded_missing_is_proposed_and_kept(read, note):
    dataset = read(column([-200, 5, 7, 9, 11, -200] * 5))
    assert dataset.frame()["x"].min() == -200
    assert "-200" in note(dataset, "coded_missing").message
    assert note(dataset, "coded_missing").count == 10
    assert not [n for n in read(column([-3, 5, 7, 9] * 5)).notes if n.code == "coded_missing"]


@pytest.mark.parametrize("code", [-1, -888, -99.9, -32768, 9999, 9999.99, 999999, 1e20])
def test_more_codes_for_missing(read, note, code):
    dataset = read(column([code, *range(12)] * 3))
    assert f"{code:.12g}" in note(dataset, "coded_missing").message
    few = read(column([-1, 0, 1] * 6))
    assert not [n for n in few.notes if n.code == "coded_missing"]


@pytest.mark.parametrize(
    ("cells", "first", "said"),
    [
        (["2011-01-13", "2011-02-01"], "2011-01-13", "year-month-day"),
        (["13.01.2011", "01.02.2011"], "2011-01-13", "day/month/year"),
        (["01/13/2011", "02/01/2011"], "2011-01-13", "month/day/year"),
        (["1949-01", "1949-02"], "1949-01-01", "year-month'"),
        (
            ["2013-01-01T10:00:00+02:00", "2013-01-02T11:30:00Z"],
            "2013-01-01 08:00",
            "year-month-day",
        ),
        (["1066-10-14", "9999-12-31"], "1066-10-14", "year-month-day"),
        (["2024-02-29 23:59:59.5", "2024-03-01 00:00:00"], "2024-02-29 23:59:59.5", "year-month"),
    ],
)
def test_dates(read, note, cells, first, said):
    dataset = read(column(cells * 6))
    assert dataset.column("x").kind == "datetime"
    assert dataset.frame()["x"].iloc[0] == pd.Timestamp(first)
    assert said in note(dataset, "dates").message


def test_an_ambiguous_day_and_month_is_said(read, note):
    dataset = read(column(["03/04/2020", "05/06/2021"] * 5))
    assert dataset.frame()["x"].iloc[0] == pd.Timestamp("2020-04-03")
    assert note(dataset, "ambiguous_dates").columns == ("x",)


def test_what_is_no_date_stays_text(read):
    dataset = read(column(["2020-13-45", "2021-01-01"] * 10))
    assert dataset.column("x").kind == "categorical"


@pytest.mark.parametrize("pair", ["Yes No", "true FALSE", "True False", "y n", "on off"])
def test_booleans_keep_their_labels(read, pair):
    dataset = read("n,x\n" + "".join(f"{i},{pair.split()[i % 2]}\n" for i in range(20)))
    assert dataset.column("x").kind == "boolean"
    assert set(dataset.frame()["x"].cat.categories) == set(pair.split())


def test_true_far_below_an_empty_beginning_keeps_its_label(read):
    dataset = read("n,x\n" + "1,\n" * 600 + "2,TRUE\n3,FALSE\n" * 10)
    assert set(dataset.frame()["x"].cat.categories) == {"TRUE", "FALSE"}


def test_a_column_without_values(read, note):
    dataset = read("a,e\n" + "1,\n2,NA\n" * 5)
    assert dataset.column("e").role == "ignore" and note(dataset, "all_missing").columns == ("e",)
    assert dataset.frame()["e"].isna().all()


@pytest.mark.parametrize(
    ("cells", "first", "code"),
    [
        (["1\u202f234,5", "2\u00a0345,5", "12,0"], 1234.5, "thousands"),
        (["1’234.50", "2’345.00"], 1234.5, "thousands"),
        (["\u22121.5", "2.5"], -1.5, None),
        (["(1.5)", "2.5"], -1.5, "parentheses"),
        (["1.50-", "2.50"], -1.5, "parentheses"),
        (["$(1.5)", "$2.5"], -1.5, "currency"),
        (["$12-", "$7"], -12, "currency"),
        (["1.234,50 zł", "2,00 zł"], 1234.5, "currency"),
        (["R$ 3,50", "R$ 4,00"], 3.5, "currency"),
        (["SEK 3.50", "SEK 4"], 3.5, "currency"),
        (["₺3.50", "₺4"], 3.5, "currency"),
        (["12,34,567", "1,00,000"], 1234567, "thousands"),
        (["∞", "1.5", "2.5"], 0, "infinite"),
        (["k.A.", "1.5", "unbekannt"], 0, "missing"),
        (["USD 3.50", "USD 4"], 3.5, "currency"),
        (["€ 1.234,56", "-3,00 €"], 1234.56, "currency"),
    ],
)
def test_numbers_as_typeset(read, note, cells, first, code):
    text = "n;x\n" + "".join(f"{i};{cell}\n" for i, cell in enumerate(cells * 5))
    dataset = read(text)
    assert dataset.frame()["x"].fillna(0).iloc[0] == first
    assert code is None or note(dataset, code).columns == ("x",)


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("05 Mar 2020", "2020-03-05"),
        ("March 5, 2020", "2020-03-05"),
        ("5th March 2020", "2020-03-05"),
        ("Thu, 5 Mar 2020 10:30", "2020-03-05 10:30"),
        ("5. Mai 2020", "2020-05-05"),
        ("17-Dec-98", "1998-12-17"),
        ("17Dec2020", "2020-12-17"),
        ("Dec-17-2020", "2020-12-17"),
        ("17. 03. 2020", "2020-03-17"),
        ("2020年3月17日", "2020-03-17"),
        ("17/03/21", "2021-03-17"),
        ("03/17/21", "2021-03-17"),
        ("17.03.21", "2021-03-17"),
        ("2020-Mar-17", "2020-03-17"),
        ("17/Mar/2020:13:05:00 +0000", "2020-03-17 13:05"),
        ("Tue Mar 17 13:05:00 2020", "2020-03-17 13:05"),
        ("20200317T130500", "2020-03-17 13:05"),
        ("Tue, 17 Mar 2020 13:05:00 GMT", "2020-03-17 13:05"),
        ("17.03.2020, 13:05 Uhr", "2020-03-17 13:05"),
        ("17 marzo 2020", "2020-03-17"),
        ("17 maja 2020", "2020-05-17"),
        ("17 мая 2020", "2020-05-17"),
        ("17 Ağustos 2020", "2020-08-17"),
        ("3/17/2020 1:05 PM", "2020-03-17 13:05"),
        ("3/17/2020 12:05 a.m.", "2020-03-17 00:05"),
    ],
)
def test_more_forms_of_dates(read, note, cell, time):
    dataset = read(column([cell] * 9 + ["", "0000-00-00"]))
    frame = dataset.frame()
    assert frame["x"].iloc[0] == pd.Timestamp(time) and frame["x"].isna().sum() == 2
    assert note(dataset, "dates").columns == ("x",)


@pytest.mark.parametrize("last", ["", ";"])
def test_days_in_eight_digits_are_dates(read, note, last):
    days = ["20200317", "20201201", "19991231", ""] * 6
    text = f"a,x{last}\n" + "".join(f"{i / 7},{day}{last}\n" for i, day in enumerate(days))
    dataset = read(text.replace(",", ";") if last else text)
    values = dataset.frame()["x"]
    assert values.iloc[0] == pd.Timestamp("2020-03-17") and values.isna().sum() == 6
    assert "digits alone" in note(dataset, "dates").message
    number = read(text, {"kinds": {"x": "numeric"}}) if not last else None
    assert number is None or number.frame()["x"].max() == 20201201
    forced = read(column(["20200317"] * 9), {"kinds": {"x": "datetime"}})
    assert forced.frame()["x"].iloc[0] == pd.Timestamp("2020-03-17")


@pytest.mark.parametrize("other", ["20201301", "20200317.5", "20200230", "18991231"])
def test_eight_digits_that_are_no_days_stay_numbers(read, other):
    days = [20200101, 20200102, 20200103]
    assert read(column([*days, other] * 5)).column("x").kind == "numeric"
    assert read(column(days[:2] * 9)).column("x").kind == "numeric"  # two may be anything
    assert read(column(days * 6)).column("x").kind == "datetime"


@pytest.mark.parametrize(
    "cell", ["may be 20", "1.2.3", "12-34-56", "Mar 2020", "10.0.0.1", "5 Mars"]
)
def test_what_only_looks_like_a_date(read, cell):
    assert read(column([cell, "word"] * 9)).column("x").kind != "datetime"
    assert read(column([cell] * 9)).column("x").kind != "datetime"
