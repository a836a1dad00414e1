"""The launcher: `streamlit run dashboard/app.py`. Starts store and supervisor, serves the shell."""

import logging
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("PYTHONPATH", str(ROOT))
# Arrow's own allocator keeps what was freed: the server would stay as large as its largest look.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

import anyio  # noqa: E402
import psutil  # noqa: E402
import streamlit as st  # noqa: E402
from starlette.responses import JSONResponse  # noqa: E402
from starlette.routing import Route  # noqa: E402

from core.jobs.worker import NICE  # noqa: E402
from dashboard import arrivals, ceilings, errors, guard, machine, receive  # noqa: E402

FIRST_PAGE = 2.0
"""Seconds in which the processor belongs to the first page: the warm worker and torch wait."""

machine.stay_small()
machine.refuse_strangers(st.get_option("server.address"))
ceilings.check()
machine.set_to(NICE, 0, 19)


@asynccontextmanager
async def lifespan(app: st.App):
    """Open the store and keep its supervisor at work as long as the server runs."""
    from core.jobs import Supervisor
    from dashboard import state

    # Streamlit would log an exception's message too, which may quote the user's cells.
    logging.getLogger("streamlit.error_util").disabled = True
    store = await anyio.to_thread.run_sync(state.store)
    arrivals.sweep(store.folder("uploads"))
    jobs = machine.set_to(machine.JOBS, 1, 64)
    supervisor = Supervisor(store, jobs, spare_in=FIRST_PAGE)
    supervisor.start()
    machine.look(store, after=2 * FIRST_PAGE)
    try:
        yield {}
    finally:
        await anyio.to_thread.run_sync(supervisor.stop)


async def health(request):
    """That the server is alive, what it weighs and which heavy libraries it has loaded."""
    memory = psutil.Process().memory_info().rss
    return JSONResponse({"status": "ok", "memory_bytes": memory, "heavy": machine.heavy()})


app = st.App(
    ROOT / "dashboard" / "shell.py",
    lifespan=lifespan,
    routes=[Route("/api/health", health), *receive.ROUTES],
    middleware=guard.guards(st.get_option("server.address")),
    on_script_error=errors.show,
)
