"""What holds for every test."""

import os

# As in a training worker: small fits are quicker on one thread, and two of them share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
