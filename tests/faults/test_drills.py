"""Killed, cancelled, stuck, out of memory: five times each, at another moment each time."""

import statistics

import pytest

from tests.faults import drills
from tests.faults.yard import yard as open_yard


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    with open_yard(tmp_path_factory.mktemp("yard")) as yard:
        yield yard


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_worker_loses_nothing(yard, seed):
    assert drills.worker_killed(yard, seed) <= 10
    yard.sound()


@pytest.mark.parametrize("inside", drills.INSIDE)
def test_a_cancel_ends_the_worker_wherever_it_is(yard, inside):
    took = [drills.cancelled(yard, seed, inside) for seed in range(2)]
    yard.sound()
    assert statistics.median(took) <= 2, took


@pytest.mark.parametrize("seed", range(5))
def test_a_stuck_worker_is_ended_at_its_limit(yard, seed):
    assert 0 <= drills.stuck(yard, seed) <= 5
    yard.sound()


@pytest.mark.parametrize("seed", range(5))
def test_a_run_out_of_memory_fails_alone(yard, seed):
    drills.out_of_memory(yard, seed)
    yard.sound()
