"""Our training loop against the same network in a bare torch loop, in rows per second.

The bare loop is what one would write by hand: `nn.Sequential`, torch's dropout, fused AdamW,
batches by a permuted index, nothing else. Ours also judges a validation part each epoch, keeps the
best weights, schedules the learning rate and reports; only training rows are counted for both.
"""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import torch
from torch import nn

from core.networks.loop import Plan, learn
from core.networks.module import threads
from tests.benchmarks.budget import Budget

ROWS, FEATURES, CLASSES, BATCH = 6000, 40, 2, 128


def bare(X: torch.Tensor, y: torch.Tensor, epochs: int) -> float:
    """Seconds the bare loop takes."""
    network = nn.Sequential(
        *(nn.Linear(FEATURES, 128), nn.ReLU(), nn.Dropout(0.1)),
        *(nn.Linear(128, 128), nn.ReLU(), nn.Dropout(0.1)),
        nn.Linear(128, CLASSES),
    )
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, fused=True)
    started = time.perf_counter()
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(X[rows]), y[rows]).backward()
            optimizer.step()
    return time.perf_counter() - started


def ours(training, validation, epochs: int) -> float:
    """Seconds our loop takes, building the network included."""
    shape = {"n_features": FEATURES, "n_outputs": CLASSES, "hidden_layers": 2, "width": 128}
    shape |= {"activation": "relu", "dropout": 0.1, "batch_norm": False}
    plan = Plan(2e-3, 0.01, BATCH, epochs, patience=epochs)
    reports = []
    started = time.perf_counter()
    learn(shape, plan, training, validation, float, "cpu", 0, lambda *said: reports.append(said))
    seconds = time.perf_counter() - started
    if len(reports) != epochs:
        raise RuntimeError(f"Our loop ran {len(reports)} of {epochs} epochs.")
    return seconds


def measure(repeats: int = 9, epochs: int = 10) -> list[Budget]:
    """The median ratio of our rows per second to the bare loop's, over interleaved runs."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, FEATURES)).astype(np.float32)
    y = (X[:, 0] + rng.normal(size=ROWS) > 0).astype(np.int64)
    held = round(0.15 * ROWS)
    training, validation = (X[held:], y[held:]), (X[:held], y[:held])
    tensors = [torch.from_numpy(part) for part in training]
    with threads(1):
        bare(*tensors, 2), ours(training, validation, 2)  # the first use of each kernel
        ratios = [
            bare(*tensors, epochs) / ours(training, validation, epochs) for _ in range(repeats)
        ]
    how = f"rows per second, one thread, median of {repeats} pairs"
    return [Budget("our loop / a bare torch loop", 0.9, median(ratios), how=how, at_least=True)]
