"""Several sessions at once on one server: none sees what another has. `make prove` has twenty."""

from tests.faults.crowd import CLICKS, OWN, crowd, fill
from tests.serving import serve

SESSIONS = 6


def test_no_session_sees_what_another_has(tmp_path):
    (tmp_path / "home").mkdir()
    links = fill(tmp_path / "home", SESSIONS)
    with serve(tmp_path / "home") as server:
        seen = crowd(server, links, pause=0.0)
    assert seen.strangers == []
    assert seen.own == SESSIONS * len(OWN) * (CLICKS + 1)
