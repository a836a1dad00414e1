"""What the server sends before a holdout is opened, frame by frame: nothing of it; then it is."""

import pytest

import core
from core.jobs.work import seal
from dashboard.model_sections import TABS
from tests.browser.conftest import idle
from tests.hidden import Hidden, asked, content, forms, let_work, within
from tests.serving import serve


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """The ids of a sealed experiment and its runs, and what nobody may see of it."""
    home = tmp_path_factory.mktemp("sealed") / "home"
    store = core.open_store(home)
    experiment, runs = asked(home.parent, store)
    hidden = Hidden([store.load("run", id) for id in runs])
    yield home, experiment, runs, hidden
    store.close()


@pytest.fixture(scope="module")
def server(sealed):
    with serve(sealed[0]) as running:
        yield running


def sent(browser, server, paths) -> list[tuple[str, bytes]]:
    """Every WebSocket frame and every answer's body that the server sends for these pages."""
    page, found = browser.new_context().new_page(), []

    def take(path: str, payload) -> None:
        found.append((path, payload if isinstance(payload, bytes) else payload.encode()))

    here = [""]
    page.on("websocket", lambda line: line.on("framereceived", lambda data: take(here[0], data)))
    for path in paths:
        here[0] = path
        page.goto(server.url + path)
        idle(page)
    page.context.close()
    return found


def paths(experiment, runs) -> list[str]:
    ids = f"dataset={experiment.dataset.id}&experiment={experiment.id}"
    both = "".join(f"&run={run}" for run in runs)
    plain = [f"/{name}?{ids}{both}" for name in ("setup", "train", "compare", "runs", "system")]
    return [*plain, *(f"/model?{ids}&run={runs[0]}&part={tab}" for tab in TABS)]


def test_nothing_of_the_holdout_is_sent_before_it_is_opened_and_then_it_is(browser, server, sealed):
    home, experiment, runs, hidden = sealed
    frames = sent(browser, server, paths(experiment, runs))
    assert len(frames) > 50 and sum(len(data) for _, data in frames) > 100_000
    # What may be seen is found this way: so what is hidden would be.
    seen = forms(experiment.y(experiment.training_rows))
    assert any(within(seen, data) for _, data in frames)
    told = {path: hidden.within(data) for path, data in frames if hidden.within(data)}
    assert not told
    for path in ("/api/health", "/_stcore/health"):
        assert not hidden.within(server.get(path)[1])
    store = core.open_store(home)
    core.jobs.open_seal(store, runs[0], "Ada")
    let_work(store)
    assert seal.PART in store.parts("run", runs[0])
    assert hidden.within(content(store.file("run", runs[0], seal.PART)))
    opening = store.openings(experiment.id)[0]
    store.close()
    frames = sent(browser, server, paths(experiment, runs)[-len(TABS) :])
    score = f"{opening.scores[experiment.metric].mean:,.0f}".encode()
    assert any(score in data for _, data in frames)
