"""The training loop, to be read top to bottom: AdamW, a cosine schedule, early stopping.

Tables fit in memory, so the data stay on the device as tensors and batches are rows of a
permutation; a `DataLoader` would cost about half of the speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.nn import functional

from core.networks.module import ROWS_AT_ONCE, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

WARM_UP_STEPS = 100  # or two epochs, if those are fewer


@dataclass(frozen=True)
class Plan:
    """How to train. `patience` None: run all epochs and keep the last one."""

    learning_rate: float
    weight_decay: float
    batch_size: int
    max_epochs: int
    patience: int | None


class Trained(NamedTuple):
    """Weights by name (NumPy, single precision), a record for each epoch, the epoch kept."""

    weights: dict[str, NDArray]
    history: list[dict[str, float]]
    best_step: int


def learn(
    architecture: dict[str, Any],
    plan: Plan,
    training: tuple[NDArray, NDArray],
    validation: tuple[NDArray, NDArray] | None,
    unit: Callable[[float], float],
    device: str,
    seed: int,
    report: Callable[[int, dict[str, float]], None] | None,
) -> Trained:
    """Train a new network on X (rows, features) float32 and y (rows,).

    Integer y are class codes, judged by log loss; float y are numbers, judged by the mean squared
    error. `unit` turns that mean into the number that is reported. Nothing is drawn from torch's
    global generators. Raises ValueError when the loss becomes infinite before any epoch was good.
    """
    generator = torch.Generator(device).manual_seed(seed)
    network = build(architecture, device, generator)
    training = tuple(torch.as_tensor(part, device=device) for part in training)
    if validation is not None:
        validation = tuple(torch.as_tensor(part, device=device) for part in validation)
    loss = squared_error if training[1].is_floating_point() else functional.cross_entropy
    history, best_step = train(network, loss, training, validation, plan, generator, unit, report)
    weights = {name: w.cpu().numpy().copy() for name, w in network.state_dict().items()}
    return Trained(weights, history, best_step)


def train(network, loss, training, validation, plan, generator, unit, report=None):
    """Train `network` in place; returns the history and the epoch whose weights it holds.

    `training` and `validation` (or None) are pairs X (rows, features), y (rows,); the history has
    a record an epoch, its losses in `unit`s. ValueError when the loss becomes infinite.
    """
    n_batches = max(1, round(len(training[0]) / plan.batch_size))
    optimizer = torch.optim.AdamW(  # Loshchilov and Hutter (2019); fused: one kernel a step
        network.parameters(), weight_decay=plan.weight_decay, fused=True
    )
    history, best, best_step, best_weights = [], math.inf, 0, None

    for epoch in range(1, plan.max_epochs + 1):
        rates = (
            plan.learning_rate * schedule(step, n_batches, plan.max_epochs)
            for step in range((epoch - 1) * n_batches + 1, epoch * n_batches + 1)
        )
        mean = run_epoch(network, loss, *training, optimizer, n_batches, rates, generator)
        record = {"training": unit(mean)}
        if validation is not None:
            judged = evaluate(network, loss, *validation)
            record["validation"] = unit(judged)
            if plan.patience and judged < best:
                best, best_step, best_weights = judged, epoch, copy_of(network)
        if not all(map(math.isfinite, record.values())):
            break  # it will not come back from here
        history.append({"step": epoch, **record})
        if report is not None:
            report(epoch, record)
        if plan.patience and validation is not None and epoch - best_step >= plan.patience:
            break

    if not history or (best_weights is None and len(history) < epoch):
        raise ValueError("The network's loss became infinite. Lower learning_rate or scale X.")
    if best_weights is None:
        return history, len(history)
    network.load_state_dict(best_weights)
    return history, best_step


def run_epoch(network, loss, X, y, optimizer, n_batches, rates, generator) -> float:
    """One pass over X (rows, features) and y (rows,); the mean of the batches' losses."""
    network.train()
    total = torch.zeros((), device=X.device)  # stays on the device: no wait in each step
    order = torch.randperm(len(X), generator=generator, device=X.device)
    for rate, rows in zip(rates, order.tensor_split(n_batches)):  # equal sizes: no crumb at the end
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        batch_loss = loss(network(X[rows]), y[rows])
        batch_loss.backward()
        optimizer.step()
        total += batch_loss.detach()
    return total.item() / n_batches


def schedule(step: int, steps_an_epoch: int, max_epochs: int) -> float:
    """The share of the learning rate at `step` (from 1): linear warm-up, then a cosine to 0.

    Loshchilov and Hutter, "SGDR" (2017), without restarts.
    """
    warm_up = min(WARM_UP_STEPS, 2 * steps_an_epoch)
    done = step / (steps_an_epoch * max_epochs)
    return min(1.0, step / warm_up) * 0.5 * (1.0 + math.cos(math.pi * done))


def evaluate(network, loss, X: torch.Tensor, y: torch.Tensor) -> float:
    """The mean loss over all rows, dropout off."""
    network.eval()
    with torch.inference_mode():
        blocks = zip(X.split(ROWS_AT_ONCE), y.split(ROWS_AT_ONCE))
        return sum(loss(network(a), b).item() * len(a) for a, b in blocks) / len(X)


def copy_of(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The network's present weights, which further steps do not change."""
    return {name: weight.clone() for name, weight in network.state_dict().items()}


def squared_error(output: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The mean squared error of output (rows, 1) against y (rows,)."""
    return functional.mse_loss(output[:, 0], y)
