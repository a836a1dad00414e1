"""The streaming door: `PUT /api/uploads/TOKEN/NAME` writes a file to the disk as it comes.

Nothing of it stays in memory, and nothing but a random id names it. What breaks off is removed.
"""

from __future__ import annotations

import os
import shutil
from contextlib import aclosing
from typing import TYPE_CHECKING

import anyio
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.dataset.limits import MB, SETTINGS, configured, look_up, told
from core.store.files import FULL
from core.store.layout import disk_sentence
from dashboard import arrivals, state
from dashboard.arrivals import DEFAULTS, PAUSE, Closed, Door

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request

BLOCK = MB
"""Bytes that are gathered before a thread writes them."""
MOST_NAME = 200


async def receive(request: Request) -> JSONResponse:
    """Write the body to the store's uploads; {"id", "bytes"}, or {"error"} with a sentence."""
    given = request.path_params
    name = os.path.basename(given["name"].replace("\\", "/"))[:MOST_NAME] or "upload"
    length = request.headers.get("content-length", "")
    expected = int(length) if length.isdigit() else None
    try:
        folder = await anyio.to_thread.run_sync(_checked, expected)
        door = arrivals.enter(given["token"], name, expected)
    except Closed as closed:
        return JSONResponse({"error": str(closed)}, closed.status)
    part, whole = arrivals.places(folder)
    came = None
    try:
        await _write(request, part, door)
        os.replace(part, whole)
        came = whole
        return JSONResponse({"id": whole.name.rpartition("-")[2], "bytes": door.bytes}, 201)
    except ClientDisconnect:
        return JSONResponse({"error": "The upload broke off."}, 400)
    except TimeoutError:
        return JSONResponse({"error": "The upload stood still for too long. Try again."}, 408)
    except Closed as closed:
        return JSONResponse({"error": str(closed)}, closed.status)
    except OSError as error:
        if error.errno not in FULL:
            raise
        return JSONResponse({"error": disk_sentence(folder)}, 507)
    finally:
        part.unlink(missing_ok=True)
        arrivals.leave(door, came)


def _checked(expected: int | None) -> Path:
    """The folder to write to; Closed if what is announced does not fit."""
    folder = state.store().folder("uploads")
    if expected is not None and expected > configured().bytes:
        raise too_large()
    if expected is not None and expected > shutil.disk_usage(folder).free:
        raise Closed(507, disk_sentence(folder))
    return folder


def too_large() -> Closed:
    """The refusal of a file above the limit, with the way round it."""
    setting = SETTINGS["bytes"]
    return Closed(
        413,
        f"The file is too large: the limit is {told(setting, configured().bytes)}. Pack it (gz, "
        f"zst), or have {setting.variable} raised.",
    )


async def _write(request: Request, part: Path, door: Door) -> None:
    """The body in blocks, counted as it comes, and on the disk for good before it is named."""
    most = configured().bytes
    with open(part, "xb") as file:
        async for block in _blocks(request, door, most):
            await anyio.to_thread.run_sync(file.write, block)
        file.flush()
        await anyio.to_thread.run_sync(os.fsync, file.fileno())
    if door.expected is not None and door.bytes != door.expected:
        raise ClientDisconnect


async def _blocks(request: Request, door: Door, most: int) -> AsyncIterator[bytearray]:
    """The body in blocks of some megabytes; TimeoutError when nothing comes for too long."""
    pause = look_up(PAUSE, DEFAULTS[PAUSE])
    gathered = bytearray()
    async with aclosing(request.stream()) as stream:
        while True:
            with anyio.fail_after(pause):
                chunk = await anext(stream, None)
            if chunk is None:
                break
            door.bytes += len(chunk)
            if door.bytes > most:
                raise too_large()
            if door.given_up:
                raise ClientDisconnect
            gathered += chunk
            if len(gathered) >= BLOCK:
                yield gathered
                gathered = bytearray()
    if gathered:
        yield gathered


async def progress(request: Request) -> JSONResponse:
    """How far the file of a token is: {"bytes", "expected", "name", "there"}."""
    door = arrivals.look(request.path_params["token"])
    if door is None:
        return JSONResponse({"error": arrivals.UNKNOWN}, 404)
    there = {"there": door.file is not None, "name": door.name}
    return JSONResponse({"bytes": door.bytes, "expected": door.expected, **there})


async def give_up(request: Request) -> JSONResponse:
    """Cancel: nothing of what has come by a token is kept, however far it was."""
    try:
        arrivals.give_up(request.path_params["token"])
    except Closed as closed:
        return JSONResponse({"error": str(closed)}, closed.status)
    return JSONResponse({})


ROUTES = [
    Route("/api/uploads/{token}", progress, methods=["GET"]),
    Route("/api/uploads/{token}", give_up, methods=["DELETE"]),
    Route("/api/uploads/{token}/{name:path}", receive, methods=["PUT"]),
]
