"""The options that override what the reader guesses, and their check."""

from __future__ import annotations

import codecs
from typing import Any

from core.dataset.aligned import is_mark
from core.dataset.headers import HEADERS
from core.dataset.table import KINDS

OPTIONS = (
    "separator",
    "decimal",
    "decimal_in",
    "dates_in",
    "thousands",
    "encoding",
    "header",
    "skip",
    "missing",
    "missing_in",
    "values_in",
    "replace",
    "names",
    "kinds",
    "footer",
    "repeated_header",
    "sheet",
    "table",
)
ORDERS = ("day first", "month first")
"""Of day and month, where both are numbers and stand before the year."""
SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def check_options(options: dict[str, Any] | None) -> dict[str, Any]:
    """The options that were given, in one spelling; ValueError names an unknown key or value."""
    given = {}
    for key, value in (options or {}).items():
        if key not in OPTIONS:
            raise ValueError(f"There is no option {key!r}. The options are: {', '.join(OPTIONS)}.")
        if value is not None:
            given[key] = _CHECKS[key](key, value)
    mark = given.get("decimal")
    if mark is not None and mark == given.get("thousands"):
        raise ValueError(f"The decimal and the thousands mark cannot both be {mark!r}.")
    return given


def _refuse(key: str, rule: str, value: Any) -> ValueError:
    return ValueError(f"The option {key} must be {rule}. Got {value!r} instead.")


def _separator(key: str, value: Any) -> str:
    value = SEPARATORS.get(value, value) if isinstance(value, str) else value
    if isinstance(value, str) and is_mark(value):
        return value
    plain = isinstance(value, str) and len(value) == 1 and value.isascii()
    if not plain or value.isalnum() or value in "\"'\r\n\0.":
        raise _refuse(key, "one character such as , ; | or tab", value)
    return value


def _one_of(*allowed: str):
    def check(key: str, value: Any) -> str:
        if value not in allowed:
            raise _refuse(key, "one of " + ", ".join(map(repr, allowed)), value)
        return value

    return check


def _encoding(key: str, value: Any) -> str:
    try:
        info = codecs.lookup(value)
        if not getattr(info, "_is_text_encoding", True):
            raise LookupError
    except (LookupError, TypeError, ValueError):
        raise _refuse(key, "the name of a text encoding such as utf-8 or cp1252", value) from None
    return info.name


def _texts(key: str, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise _refuse(key, "a list of texts", value)
    return list(value)


def _name(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _refuse(key, "a name", value)
    return value


def _count(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _refuse(key, "a whole number, 0 or more", value)
    return value


def _decimal_in(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(mark in (".", ",") for mark in value.values()):
        raise _refuse(key, "a dictionary of column name to '.' or ','", value)
    return dict(value)


def _dates_in(key: str, value: Any) -> dict[str, str]:
    orders = value.values() if isinstance(value, dict) else [None]
    if not all(order in ORDERS for order in orders):
        raise _refuse(key, "a dictionary of column name to 'day first' or 'month first'", value)
    return dict(value)


def _texts_in(key: str, value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise _refuse(key, "a dictionary of column name to a list of texts", value)
    return {name: _texts(key, texts) for name, texts in value.items()}


def _replace(key: str, value: Any) -> dict[str, dict[str, str]]:
    texts = isinstance(value, dict) and all(isinstance(v, dict) for v in value.values())
    pairs = [pair for v in value.values() for pair in v.items()] if texts else [(None, None)]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        raise _refuse(key, "a dictionary of column name to {old text: new text}", value)
    return {name: dict(texts) for name, texts in value.items()}


def _kinds(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _refuse(key, "a dictionary of column name to kind", value)
    for kind in value.values():
        if kind not in KINDS:
            raise _refuse(key, "made of " + ", ".join(map(repr, KINDS)), kind)
    return dict(value)


_CHECKS = {
    "separator": _separator,
    "decimal": _one_of(".", ","),
    "decimal_in": _decimal_in,
    "dates_in": _dates_in,
    "thousands": _one_of("", ",", ".", " ", "'"),
    "encoding": _encoding,
    "header": _one_of(*HEADERS),
    "skip": _count,
    "missing": _texts,
    "missing_in": _texts_in,
    "values_in": _texts_in,
    "replace": _replace,
    "names": _texts,
    "footer": _count,
    "repeated_header": _one_of("drop", "keep"),
    "kinds": _kinds,
    "sheet": _name,
    "table": _name,
}
