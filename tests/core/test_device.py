"""What the machine says it can compute on."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from core import devices
from core.device import _trial, choose

ROOT = Path(__file__).resolve().parents[2]


def test_the_cpu_is_always_first_with_its_name_cores_and_memory():
    cpu = devices()[0]
    assert cpu.kind == "cpu" and cpu.usable and cpu.reason == ""
    assert "core" in cpu.name
    assert cpu.memory_total == psutil.virtual_memory().total
    assert 0 < cpu.memory_free <= cpu.memory_total


def test_every_device_is_usable_or_says_why():
    for device in devices():
        assert device.usable == (device.reason == "")
        assert device.kind in ("cpu", "cuda", "mps")


def test_the_module_prints_the_list_as_json():
    command = [sys.executable, "-m", "core.device"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    printed, here = json.loads(child.stdout), [asdict(device) for device in devices()]
    for record in (*printed, *here):
        del record["memory_free"]  # what is free changes
    assert printed == here


def test_a_device_that_fails_its_first_computation_is_not_usable():
    assert _trial("cpu") == ""
    assert _trial("cuda:99").startswith("A first computation on it failed:")


def test_choose_names_a_device_or_says_why_not():
    usable = {device.kind for device in devices() if device.usable}
    assert choose("cpu") == "cpu"
    assert choose("auto").split(":")[0] in usable
    for kind in {"cuda", "mps"} - usable:
        with pytest.raises(ValueError, match=f"device '{kind}' cannot be used on this machine. "):
            choose(kind)
    with pytest.raises(ValueError, match="Got 'tpu'"):
        choose("tpu")
