"""What holds for every test: how many threads it takes, and what may run beside it."""

import os
from pathlib import Path

import pytest

# As in a training worker: small fits are quicker on one thread, and two of them share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Jobs that yield to the tests beside them would keep their own tests waiting.
os.environ.setdefault("FITBOARD_NICE", "0")

TESTS = Path(__file__).parent
ONE_AT_A_TIME = ("browser", "faults")
"""Folders whose tests start servers, browsers and workers of their own: one of them fills a core
or two, so `make test` runs them one after the other, with the rest beside them."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal tests to the processes of `make test`: a file stays whole, and so do those folders."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path = Path(nodeid.split("::")[0])
            return "servers" if path.parts[1] in ONE_AT_A_TIME else str(path)

    return ByFile(config, log)
