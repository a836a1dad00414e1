"""What this machine can compute on, and which device a network takes.

`python -m core.device` prints the list as JSON: a server asks a child, and never imports torch.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

KINDS = ("cpu", "cuda", "mps")


@dataclass(frozen=True)
class Device:
    """A processor. Memory in bytes, None where it cannot be told; `reason` says why not usable."""

    kind: str
    name: str
    memory_total: int | None
    memory_free: int | None
    usable: bool
    reason: str = ""


def devices() -> list[Device]:
    """Every device: the CPU first, then the graphics cards; each was tried with a small product.

    "cuda" stands for AMD's cards under ROCm too, as in torch.
    """
    return [_cpu(), *_cuda(), *_mps()]


def choose(device: str = "auto") -> str:
    """The torch name of the device to train on: "cpu", "cuda:0", "mps", ...

    "auto" takes the first usable graphics card, else the CPU. ValueError if `device` is another
    word, or a kind of which this machine has no usable one.
    """
    if device == "auto":
        return next((name for kind in ("cuda", "mps") if (name := _first_usable(kind))), "cpu")
    if device not in KINDS:
        raise ValueError(f"device must be one of 'auto', 'cpu', 'cuda', 'mps'. Got {device!r}.")
    if name := _first_usable(device):
        return name
    why = next((found.reason for found in devices() if found.kind == device), "None was found.")
    raise ValueError(f"device {device!r} cannot be used on this machine. {why}")


def _first_usable(kind: str) -> str | None:
    """The torch name of the first device of that kind that computes, or None."""
    return next((name for name in _torch_names(kind) if not _trial(name)), None)


def _torch_names(kind: str) -> list[str]:
    import torch

    if kind == "cuda":
        return [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if kind == "mps":
        return ["mps"] if torch.backends.mps.is_available() else []
    return ["cpu"]


@cache  # hardware stays; a card's first computation takes about a second
def _trial(name: str) -> str:
    """Why the device cannot compute, in a sentence; empty if a small product came out right."""
    import torch

    try:
        ones = torch.ones(8, 8, device=name)
        result = float((ones @ ones).sum())
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return f"A first computation on it failed: {str(error).splitlines()[0]}"
    return "" if result == 512.0 else f"A first computation on it gave {result} instead of 512."


def _cpu() -> Device:
    import psutil

    memory = psutil.virtual_memory()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    name = f"{_cpu_model()} ({cores} core{'s' if cores != 1 else ''})"
    why = _trial("cpu")
    return Device("cpu", name, memory.total, memory.available, not why, why)


def _cpu_model() -> str:
    """The processor's name as the system gives it."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        if answer := subprocess.run(command, capture_output=True, text=True).stdout.strip():
            return answer
    return platform.processor() or platform.machine() or "CPU"


def _cuda() -> list[Device]:
    import torch

    found = []
    for index, name in enumerate(_torch_names("cuda")):
        why, free, total = _trial(name), None, None
        if not why:
            free, total = torch.cuda.mem_get_info(index)
        found.append(Device("cuda", _cuda_name(index), total, free, not why, why))
    if not found and shutil.which("nvidia-smi"):
        why = (
            "An NVIDIA driver is installed, but the installed torch does not reach a card with it."
        )
        found.append(Device("cuda", "NVIDIA graphics card", None, None, False, why))
    return found


def _cuda_name(index: int) -> str:
    """The card's name; a card that is listed and then fails to answer still gets one."""
    import torch

    try:
        return torch.cuda.get_device_name(index)
    except (RuntimeError, AssertionError):
        return f"Graphics card {index}"


def _mps() -> list[Device]:
    import torch

    found = []
    for name in _torch_names("mps"):
        why, total, free = _trial(name), None, None
        if not why:
            total = torch.mps.recommended_max_memory()
            free = total - torch.mps.driver_allocated_memory()
        found.append(Device("mps", f"{_cpu_model()} graphics", total, free, not why, why))
    return found


if __name__ == "__main__":
    print(json.dumps([asdict(device) for device in devices()], indent=2))
