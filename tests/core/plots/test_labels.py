import pytest

from core.plots.labels import apart, number, percent, safe, several, span


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('<a href="x">go</a>', '&lt;a href="x"&gt;go&lt;/a&gt;'),
        ("a\n b", "a b"),
        ("", "(empty)"),
        ("x" * 50, "x" * 39 + "…"),
    ],
)
def test_a_name_is_shown_letter_by_letter(name, shown):
    assert safe(name) == shown


def test_a_name_is_no_hover_template():
    assert "%{" not in safe("%{x}")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.5, "0.500"), (0.84467, "0.845"), (12.0, "12"), (39.52, "39.5"), (115217.02, "115,217"),
     (None, "–"), (float("nan"), "–"), (-0.0012, "-0.00120"), (100.0, "100"), (0, "0.00")],
)  # fmt: skip
def test_numbers_have_three_significant_digits(value, shown):
    assert number(value) == shown


def test_percent():
    assert [percent(v) for v in (0.9013, 1, 0, float("nan"))] == ["90.1 %", "100 %", "0.0 %", "–"]


def test_names_in_a_sentence():
    assert several(["A"]) == "A" and several(["A", "B", "C"]) == "A, B and C"


def test_labels_keep_apart_and_in_order():
    moved = apart([0.5, 0.51, 0.52, 1.0, 0.99], 0.1)
    assert moved == pytest.approx([0.5, 0.6, 0.7, 1.0, 0.9])
    assert apart([0.2, 0.8], 0.1) == [0.2, 0.8]


def test_a_far_baseline_is_left_out_of_the_range():
    assert span([1.0, 2.0], [1.5]) == pytest.approx((0.94, 2.06))
    assert span([1.0, 2.0], [40.0]) == pytest.approx((0.94, 2.06))
    assert span([1.0, 2.0], [2.5])[1] > 2.5
    assert span([], [3.0]) == pytest.approx((2.85, 3.15))
