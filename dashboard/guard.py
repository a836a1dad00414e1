"""Who may talk to a server that asks nobody for a name: only pages that it has served itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse

from dashboard.machine import LOOPBACK

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

READING = ("GET", "HEAD", "OPTIONS")


class SameOrigin:
    """Refuses WebSockets and writing requests that another site's page has sent (403).

    A browser names the page's origin on both; `curl` and other programs name none.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is read, and what comes from our own pages or from no page."""
        writes = scope["type"] == "websocket" or scope.get("method", "GET") not in READING
        headers = Headers(scope=scope) if writes else {}
        origin = headers.get("origin")
        if origin is None or urlsplit(origin).netloc == headers.get("host"):
            await self.app(scope, receive, send)
        else:
            refusal = PlainTextResponse("This comes from another site's page.", 403)
            await refusal(scope, receive, send)


def guards(address: str | None) -> list[Middleware]:
    """The middleware of a server on this address; behind a proxy names are the proxy's to check.

    The names keep out a foreign site whose name was made to lead to this machine (DNS rebinding).
    """
    if address not in LOOPBACK:
        return []
    hosts = ["127.0.0.1", "localhost", "[::1]", "::1"]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(SameOrigin)]
