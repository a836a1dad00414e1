"""The multilayer perceptron as a torch module, to be read top to bottom."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from numpy.typing import NDArray

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU, "tanh": nn.Tanh}
ROWS_AT_ONCE = 65_536  # so that scoring a large table needs no memory beyond this many rows' layers


class Dropout(nn.Module):
    """Dropout that draws from a generator of its own, so the caller's random state stays untouched.

    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
    """

    def __init__(self, rate: float, generator: torch.Generator | None):
        super().__init__()
        self.keep = 1.0 - rate
        self.generator = generator

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.keep == 1.0:
            return x
        return x * self.draw(x)  # (rows, width), both

    def draw(self, x: torch.Tensor) -> torch.Tensor:
        """A factor for each value of x: 0, or with probability `keep` 1 / keep (the mean stays)."""
        if x.device.type != "cpu":
            kept = torch.empty_like(x).bernoulli_(self.keep, generator=self.generator)
            return kept.div_(self.keep)
        # Four 16-bit draws from each 64 random bits: three times faster than one draw a value, and
        # dropout is otherwise a third of a step on the CPU. The rate is exact to 1/65536.
        words = torch.empty(x.numel() // 4 + 1, dtype=torch.int64)
        bits = words.random_(-(2**63), None, generator=self.generator).view(torch.int16)
        first_kept = round(65536 * (1.0 - self.keep)) - 32768
        kept = bits[: x.numel()].view(x.shape) >= first_kept
        return kept.to(x.dtype).div_(self.keep)


class MLP(nn.Module):
    """Hidden layers of one width (linear, norm, activation, dropout), then a linear head.

    `generator` feeds dropout and is needed for training only.
    """

    def __init__(
        self,
        n_features: int,
        n_outputs: int,
        hidden_layers: int,
        width: int,
        activation: str,
        dropout: float,
        batch_norm: bool,
        generator: torch.Generator | None = None,
    ):
        super().__init__()
        inputs = [n_features] + [width] * (hidden_layers - 1)
        self.hidden = nn.ModuleList(nn.Linear(size, width) for size in inputs)
        self.norms = nn.ModuleList(
            nn.BatchNorm1d(width) if batch_norm else nn.Identity() for _ in inputs
        )
        self.activation = ACTIVATIONS[activation]()
        self.dropout = Dropout(dropout, generator)
        self.head = nn.Linear(width, n_outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for linear, norm in zip(self.hidden, self.norms):  # x: (rows, features), then (rows, width)
            x = self.dropout(self.activation(norm(linear(x))))  # (rows, width)
        return self.head(x)  # (rows, outputs)


def build(architecture: dict[str, Any], device: str, generator: torch.Generator) -> MLP:
    """A network on `device` with first weights drawn from `generator`, which is on that device.

    Hidden layers by He et al., "Delving deep into rectifiers" (2015); the head starts at zero, so
    the first prediction is the same for all rows.
    """
    with torch.device("meta"):  # torch would draw weights from the global generator
        network = MLP(**architecture, generator=generator)
    network.to_empty(device=device)
    for linear in network.hidden:
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu", generator=generator)
        nn.init.zeros_(linear.bias)
    for norm in network.norms:
        if isinstance(norm, nn.BatchNorm1d):
            norm.reset_parameters()  # ones and zeros, nothing random
    nn.init.zeros_(network.head.weight)
    nn.init.zeros_(network.head.bias)
    return network


@contextmanager
def threads(number: int | None):
    """Torch on that many CPU threads inside the block (None: one), as it was before after it."""
    before = torch.get_num_threads()
    torch.set_num_threads(number or 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def outputs(architecture: dict[str, Any], weights: dict[str, NDArray], X: NDArray) -> NDArray:
    """The head's values for X (rows, features), float64 of shape (rows, outputs).

    In double precision and on the CPU, wherever it was trained: a row's prediction then depends
    neither on the machine's accelerator nor on the rows beside it.
    """
    with torch.device("meta"):
        network = MLP(**architecture)
    state = {name: torch.from_numpy(np.array(w, dtype=np.float64)) for name, w in weights.items()}
    network.load_state_dict(state, assign=True)
    network.eval()
    with torch.inference_mode():
        blocks = [
            network(torch.from_numpy(X[start : start + ROWS_AT_ONCE].astype(np.float64)))
            for start in range(0, len(X), ROWS_AT_ONCE)
        ]
    return torch.cat(blocks).numpy()
