"""A store in which every name, cell, class, title, tag and note is hostile, and its views.

Each text would leave a sign if it were read as anything but text: a node whose whole text is one
of MARKS, one of the SIGNS on the page, a foreign address in an attribute, `zq` set in the window.
"""

from __future__ import annotations

import ast
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import core
import core.jobs
from core.jobs import queue, worker
from core.jobs.work.predicting import parts_of
from dashboard import model_sections
from tests.serving import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset import Dataset
    from core.store import Store

MARKS = ("zqb", "zql", "zqr", "zqc", "zqh", "zqi", "zqd", "zqs", "zqg")
SIGNS = ("☠", "🎉")
SCRIPT = "**zqb** <script>zq=1;alert(1)</script>"
IMAGE = "`zqc` <img src=x onerror=zq=1><svg onload=alert(1)>"
LINK = "[zql](javascript:alert(1)) ![zqp](http://evil.example/p.png) <b>zqh</b>"
MARKDOWN = "_zqi_ **zqb** $zqm$ :red[zqr] :material/skull: :tada:"
ANCHOR = '**zqb** <a href="javascript:alert(1)">zqh</a> www.evil.example m@evil.example &#9760;'
FORMULA = '=HYPERLINK("http://evil.example","zql") %{x} {0} :red-badge[zqd] ~~zqg~~'
TURNED = "\u202egnp.exe\u202c wide\u200b <i>zqi</i> data:text/html,<script>alert(1)</script>"
LONG = "L" * 10_000
LINES = "1. zq\n# zqs\n\n| a | b |\n|---|---|\n| **zqb** | 1 |\n<iframe src=//evil.example>"
CLASSES = (IMAGE, ANCHOR)
"""Names are cut where they are shown, so each begins with something short that could come alive."""
SHELL = ast.parse((ROOT / "dashboard" / "shell.py").read_text()).body
PAGES = next(
    ast.literal_eval(line.value)
    for line in SHELL
    if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "PAGES"
)
"""The shell's own, read: importing the shell would draw it."""
VIEWS = {
    "model": [{"part": tab} for tab in model_sections.TABS],
    "predict": [{"what": "One case"}, {"what": "A file", "file": "FILE"}],
    "explore": [{"column": SCRIPT}, {"column": LINK}, {"column": ANCHOR, "view": "Associations"}],
    "compare": [{}, {"runs": "regression"}],
    "train": [{}, {"runs": "regression"}],
}
"""What is looked at of a page beside its first view; "FILE" stands for a file that was scored."""
ALL = [(name, view) for pages in PAGES.values() for name in pages for view in VIEWS.get(name, [{}])]


def table(rows: int = 160) -> pd.DataFrame:
    """Every kind of column under a hostile name, hostile cells, two hostile classes."""
    rng = np.random.default_rng(0)
    number = rng.normal(size=rows)
    cells = rng.choice([SCRIPT, LINK, MARKDOWN, FORMULA, TURNED, LONG[:500]], rows)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, rows), "D")
    frame = pd.DataFrame({
        SCRIPT: number, IMAGE: rng.exponential(size=rows), LINK: cells,
        ANCHOR: [f"{MARKDOWN} {i} {IMAGE}" for i in range(rows)], TURNED: days.strftime("%Y-%m-%d"),
        LONG: rng.integers(0, 9, rows), FORMULA: np.where(number > 0, FORMULA, "+1"),
    })  # fmt: skip
    frame.loc[::11, [IMAGE, LINK]] = None
    noisy = number + 0.5 * rng.normal(size=rows)
    return frame.assign(**{MARKDOWN: np.where(noisy > 0, *CLASSES)})


def read(store: Store, frame: pd.DataFrame, name: str) -> Dataset:
    """The table as the file door reads it."""
    text = io.BytesIO(frame.to_csv(index=False).encode())
    dataset = core.read_dataset(text, name=name, folder=store.folder("uploads"))
    store.save(dataset)
    return dataset


def fill(home: Path) -> dict[str, dict[str, list[str]]]:
    """Fill the store in `home` through the real jobs, done here; the links' ids by task."""
    store = core.open_store(home)
    data = read(store, table(), f"{MARKDOWN} {IMAGE} {LINK}.csv")
    file = read(store, table(40), f"{SCRIPT}{ANCHOR}.csv")
    names = data.names
    asked = {
        "binary": core.Experiment.of(
            data, names[-1], split=core.Split("stratified", folds=3), holdout=0.2
        ),
        "regression": core.Experiment.of(data, names[0], split=core.Split("random", folds=3)),
    }
    links = {task: _runs(store, one) for task, one in asked.items()}
    first = links["binary"]["run"][0]
    store.decide(first, 0.4)
    core.jobs.submit(store, "null_test", first, {"repeats": 3})
    core.jobs.submit(
        store, "predict", first, {"dataset": file.id, "columns": {n: n for n in names}}
    )
    core.jobs.submit(store, "open_seal", first, {"who": f"{SCRIPT} {LINK}"[:60]})
    core.jobs.submit(store, "leak_scan", asked["binary"].id, {})
    _work(store)
    broken = core.jobs.submit_run(store, asked["binary"], "linear", title=LINK)
    (job,) = core.jobs.jobs(store, live=True)
    queue.move(store, job.id, "failed", "queued", reason=f"It was {SCRIPT} {MARKDOWN} {LINK}.")
    store.mark(broken, tags=[ANCHOR[:40]], note=LINES + LONG[:500])
    assert parts_of(file.id)[1] in store.parts("run", first)
    for link in links.values():
        link["file"] = [file.id]
    store.close()
    return links


def _runs(store: Store, asked: core.Experiment) -> dict[str, list[str]]:
    """Two models and the baseline, trained and marked; the link to them."""
    titles = {"linear": MARKDOWN + SCRIPT[8:], "tree": LINK, "dummy": FORMULA}
    runs = [core.jobs.submit_run(store, asked, name, title=t) for name, t in titles.items()]
    while jobs := [j for j in core.jobs.jobs(store, live=True) if j.kind == "train"]:
        _do(store, jobs[-1])
    for job in core.jobs.jobs(store, live=True):
        if job.subject != runs[0]:
            core.jobs.cancel(store, job.id)  # one curve and one explanation of each task will do
    _work(store)
    for run, tag in zip(runs, (MARKDOWN, IMAGE, LINK), strict=True):
        store.mark(run, star=True, tags=[tag[:40], SCRIPT], note=LINES)
    return {"dataset": [asked.dataset.id], "experiment": [asked.id], "run": runs}


def _work(store: Store) -> None:
    """Do every waiting job in this process, by the worker's own function."""
    while live := core.jobs.jobs(store, live=True):
        _do(store, live[-1])


def _do(store: Store, job: core.jobs.Job) -> None:
    queue.move(store, job.id, "running", "queued")
    state, values = worker.outcome(store, job)
    assert state == "succeeded", (job.kind, values)
    queue.move(store, job.id, state, "running", **values)


LIVE = """({marks, signs, home}) => {
  const found = [], whole = new Set(marks);
  if (window.zq !== undefined) found.push('a script ran');
  for (const node of document.querySelectorAll('*')) {
    const text = node.textContent.trim(), name = node.nodeName.toLowerCase();
    if (whole.has(text)) found.push(`<${name}> ${text}`);
    if (/^(script|iframe|object|embed|marquee|base|meta)$/.test(name)
        && /zq|evil|alert/.test(node.outerHTML)) found.push(node.outerHTML.slice(0, 200));
    if (node.matches('.katex') && /zqm/.test(text)) found.push('mathematics');
    if (node.matches('[data-testid=stIconMaterial]') && text === 'skull') found.push('an icon');
    for (const {name: key, value} of node.attributes) {
      if (/^on/.test(key)) found.push(`${key}=${value.slice(0, 80)}`);
      if (!/^(xlink:)?(href|src|srcset|srcdoc|action|formaction|poster|data|background)$/.test(key))
        continue;
      if (/^\\s*(javascript|vbscript|mailto|data:text)/.test(value) || value === 'x'
          || (/^(https?:)?\\/\\//.test(value) && new URL(value, home).host !== new URL(home).host))
        found.push(`${key}=${value.slice(0, 80)}`);
    }
  }
  const shown = document.body.innerText;
  for (const sign of signs) if (shown.includes(sign)) found.push(sign);
  return found;
}"""
"""What came alive in the document, as a list of words."""
