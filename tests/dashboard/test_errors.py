"""A refusal of core is a sentence; a bug is a code, and the log says where but not what."""

import logging

from streamlit.testing.v1 import AppTest

from core.params import Flag
from dashboard import errors


def raised(function):
    try:
        function()
    except Exception as error:
        return error


def test_a_value_error_of_core_is_its_sentence():
    error = raised(lambda: Flag(name="bias", default=True).check("maybe"))
    assert errors.sentence(error) == "bias must be True or False. Got 'maybe' instead."


def test_a_value_error_of_a_library_and_any_other_error_are_bugs():
    assert errors.sentence(raised(lambda: int("secret cell"))) is None
    assert errors.sentence(raised(lambda: b"\xff".decode())) is None
    assert errors.sentence(raised(lambda: {}["x"])) is None


def test_a_bug_is_logged_with_its_place_and_without_the_cell_it_quotes(caplog):
    def fault():
        return {}["secret cell"]

    with caplog.at_level(logging.ERROR, "fitboard"):
        codes = {errors.report(raised(fault)) for _ in range(2)}
    assert len(codes) == 1
    assert codes.pop() in caplog.text and "test_errors.py" in caplog.text
    assert "KeyError" in caplog.text and "secret cell" not in caplog.text


def test_what_the_page_shows():
    def script():
        from core.params import Flag
        from dashboard import errors

        for value in ("*loud*", None):
            try:
                Flag(name="bias", default=True).check(value) if value else {}["x"]
            except Exception as error:
                assert errors.show(error) is True

    at = AppTest.from_function(script).run()
    assert not at.exception
    assert at.error[0].value.replace("\\", "").endswith("Got '*loud*' instead.")
    assert "Something went wrong" in at.error[1].value and "KeyError" not in at.error[1].value
