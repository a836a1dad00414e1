"""What `escape` promises: no letter of a name is read as Markdown."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import escape, shorten

HOSTILE = "a|b *c* [d](http://e.f) :red[g] :smile: $h$ `i` <script>j</script> # k www.l.m n@o.p"


def test_every_punctuation_mark_has_its_backslash():
    assert re.findall(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", escape(HOSTILE))) == []


def test_bare_addresses_icons_and_mail_are_broken_by_an_invisible_joiner():
    shown = escape(HOSTILE).replace("\\", "")
    for word in ("http://", "www.", "n@o", ":smile", ":red"):
        assert word in HOSTILE and word not in shown


@given(st.text())
def test_the_letters_stay_and_it_is_one_line(text):
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape(text)).replace("\u2060", "")
    assert shown == " ".join(text.split()).replace("\u2060", "")
    assert "\n" not in shown


def test_a_long_name_is_cut_and_marked():
    assert shorten("abc", 3) == "abc"
    assert shorten("abcdef", 4) == "abc…"
