"""A server with three scripted users: `python -m tests.faults.served STORE MADE JOURNAL SEED`.

Each user acts on the store as the pages do, and writes what was acknowledged, and only then, to the
journal, synced. It goes on until it is killed.
"""

import json
import os
import sys
import threading
import time
from itertools import count
from pathlib import Path

import numpy as np

import core
import core.jobs
from tests.core.store import made

USERS = 3
MODELS = (("dummy", {}), ("linear", {}), ("lightgbm", {"n_estimators": 20}))


def acknowledged(journal: int, lock: threading.Lock, **entry) -> None:
    """One line in the journal, on the disk before it returns."""
    with lock:
        os.write(journal, (json.dumps(entry) + "\n").encode())
        os.fsync(journal)


def use(store, folder: Path, journal: int, lock: threading.Lock, user: int, seed: int) -> None:
    """Ask a question, train, note, wait for the run and decide, over and over."""
    rng = np.random.default_rng([seed, user])
    for turn in count():
        asked = made.experiment(folder / str(user), rows=200 + 10 * turn, folds=2, seed=user)
        store.save(asked)
        acknowledged(journal, lock, act="experiment", id=asked.id)
        model, params = MODELS[rng.integers(len(MODELS))]
        run = core.jobs.submit_run(store, asked, model, params)
        acknowledged(journal, lock, act="run", id=run)
        for number in range(int(rng.integers(1, 6))):
            store.mark(run, note=f"note {number}", tags=[f"user {user}"])
            acknowledged(journal, lock, act="note", id=run, number=number)
        while next(one.state for one in store.list("run", id=run)) != "succeeded":
            time.sleep(0.02)
        store.decide(run, round(float(rng.uniform(0.1, 0.9)), 3))
        acknowledged(journal, lock, act="decision", id=run, threshold=store.decision(run).threshold)


def main() -> None:
    """Serve until killed."""
    store = core.open_store(sys.argv[1])
    journal = os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    lock, seed = threading.Lock(), int(sys.argv[4])
    core.jobs.Supervisor(store, at_once=2).start()
    given = (store, Path(sys.argv[2]), journal, lock)
    users = [threading.Thread(target=use, args=(*given, user, seed)) for user in range(USERS)]
    for user in users:
        user.start()
    for user in users:
        user.join()


if __name__ == "__main__":
    main()
