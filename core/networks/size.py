"""How large a network is, in plain arithmetic: for the form, as one types."""

from __future__ import annotations

from typing import Any

TYPICAL_BATCH = 256
FLOAT = 4  # bytes; networks train in single precision


def describe(params: dict[str, Any], n_features: int, n_outputs: int) -> dict[str, Any]:
    """The number of parameters, the bytes training takes on the device, and the layers.

    `params` are complete, as `ModelSpec.check` returns them; `n_outputs` is 1 for regression and
    the number of classes otherwise. The memory counts five copies of the weights (themselves,
    gradients, the two moments of AdamW, the best epoch) and three of each batch's activations;
    the data (4 bytes a cell) and the libraries come on top.
    """
    width, batch_norm = params["width"], params["batch_norm"]
    layers, inputs = [], n_features
    for number in range(1, params["hidden_layers"] + 1):
        size = (inputs + 1) * width + (2 * width if batch_norm else 0)
        layers.append(_layer(f"hidden {number}", inputs, width, size))
        inputs = width
    layers.append(_layer("output", inputs, n_outputs, (inputs + 1) * n_outputs))
    parameters = sum(layer["parameters"] for layer in layers)
    batch = TYPICAL_BATCH if params["batch_size"] == "auto" else params["batch_size"]
    activations = batch * (n_features + sum(layer["outputs"] for layer in layers))
    memory = FLOAT * (5 * parameters + 3 * activations)
    return {"parameters": parameters, "memory_bytes": memory, "layers": layers}


def _layer(name: str, inputs: int, outputs: int, parameters: int) -> dict[str, Any]:
    return {"name": name, "inputs": inputs, "outputs": outputs, "parameters": parameters}
