"""The server is killed five times over one store while three users work on it."""

from tests.faults.server_kill import server_killed


def test_nothing_acknowledged_is_lost_and_the_next_server_goes_on(tmp_path):
    for seed in range(5):
        found = server_killed(tmp_path, seed)
        assert found["acknowledged"] >= 12
        assert found["ready"] < 5, found
