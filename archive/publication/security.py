"""Headers that every response carries, and the parts of Datasette that are not published."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Nothing runs and nothing is fetched but our own style sheets and images; we frame sanitised copies only.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Of a sanitised copy of an archived page, alone or in our frame: nothing is loaded, nothing runs, no origin is its own.
FRAMED_POLICY = (
    "default-src 'none'; style-src 'none'; script-src 'none'; img-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
}
FRAMED = {**HEADERS, b"content-security-policy": FRAMED_POLICY.encode(), b"x-frame-options": b"SAMEORIGIN"}
FAILED = 500
APOLOGY = "This request could not be answered / 这个请求无法处理\n"
# Datasette's introspection names folders of the machine it runs on; only these of its pages are of use to readers.
OPEN_INTERNALS = ("/-/static/", "/-/static-plugins/", "/-/versions", "/-/settings", "/-/metadata")


def protect(app: App) -> App:
    """Return the application with the headers on every response and Datasette's introspection closed."""

    async def protected(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        failed = False

        async def send_with_headers(message: Message) -> None:
            nonlocal failed
            if failed:
                return
            if message["type"] == "http.response.start" and message["status"] == FAILED:
                failed = True
                await send_text(send_headers, FAILED, APOLOGY)  # Datasette's own words may name folders
                return
            await send_headers(message)

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", [])
                framed = (b"content-security-policy", FRAMED_POLICY.encode()) in given
                kept = [(k, v) for k, v in given if k.lower() not in HEADERS]
                message = {**message, "headers": [*kept, *(FRAMED if framed else HEADERS).items()]}
            await send(message)

        path: str = scope["path"]
        # Datasette knows /~61rchive as /archive; what guards its databases knows them by one name
        hidden = path.startswith("/-/") and not path.startswith(OPEN_INTERNALS)
        # and redirects to what it was asked for: /\\host is another host to browsers, as is what begins with no "/"
        unfit = "\\" in path or not path.startswith("/")
        if hidden or unfit or "~" in path.lstrip("/").partition("/")[0]:
            await send_text(send_with_headers, 404, "Not published here / 此页不公开\n")
        else:
            await app(scope, receive, send_with_headers)

    return protected


async def send_text(send: Send, status: int, text: str) -> None:
    """Send a short plain answer."""
    await send_bytes(send, status, text.encode(), b"text/plain; charset=utf-8")


async def send_bytes(
    send: Send, status: int, body: bytes, content_type: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send a whole body at once."""
    head = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
