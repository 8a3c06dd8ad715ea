"""The one place where sync touches a socket: httpx2, with explicit limits.

Rules: TLS, or a loopback address; no redirects (they would carry patients elsewhere), no proxy
and no netrc from the environment; every wait has an end and every answer a size limit; what the
network does becomes a `NoAnswer`, never an exception. httpx2 is imported when a transport is
opened, on the sync thread (phms-and-sync.md section 6: 65 ms import), never by the window.
"""

import ipaddress
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sync.http import HttpAnswer, HttpRequest, HttpResponse, NoAnswer

if TYPE_CHECKING:
    import httpx2

CONNECT_TIMEOUT_S = 3.0
MAX_ANSWER_BYTES = 16 * 1024 * 1024  # a page of 50 fills is 0.2 MB; more than 16 MB is no answer
KEEP_ALIVE_S = 2.0  # servers close an idle line after 5 s (Node.js) and more; close it first
MIN_TIMEOUT_S = 0.01


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a PhMS answers. `token` is a bearer token; `ca_file` pins the store's own authority."""

    base_url: str
    token: str | None = field(default=None, repr=False)
    ca_file: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("the address of a PhMS begins with https://")
        if parts.scheme == "http" and not is_loopback(self.base_url):
            raise ValueError("only an address on this machine may go without TLS")
        if not self.base_url.endswith("/") or parts.query or parts.fragment or parts.username:
            raise ValueError("the address of a PhMS is a plain one that ends in a slash")


class HttpxTransport:
    """A `sync.http.Transport` over one keep-alive client; used by one thread."""

    def __init__(self, destination: Destination) -> None:
        import httpx2  # noqa: PLC0415 not before the first paint

        self._destination = destination
        self._httpx2 = httpx2
        headers = {"Accept-Encoding": "identity"}  # what is counted is what arrives
        if destination.token is not None:
            headers["Authorization"] = f"Bearer {destination.token}"
        self._client = httpx2.Client(
            headers=headers,
            verify=_trust(destination),
            follow_redirects=False,
            trust_env=False,
            limits=httpx2.Limits(
                max_connections=1,
                max_keepalive_connections=1,
                keepalive_expiry=KEEP_ALIVE_S,
            ),
        )

    def send(self, request: HttpRequest, timeout_s: float) -> HttpAnswer:
        """Bring the request there and the answer back within about `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        limit_s = max(MIN_TIMEOUT_S, timeout_s)
        timeout = self._httpx2.Timeout(limit_s, connect=min(CONNECT_TIMEOUT_S, limit_s))
        url = self._destination.base_url + request.target
        if not request.target:  # a transaction goes to the base itself, which has no slash there
            url = url.rstrip("/")
        try:
            with self._client.stream(
                request.method,
                url,
                content=request.body or None,
                headers=dict(request.headers),
                timeout=timeout,
            ) as response:
                return _collect(response, deadline)
        except (
            self._httpx2.ConnectError,
            self._httpx2.ConnectTimeout,
            self._httpx2.PoolTimeout,
        ) as error:
            return NoAnswer(_reason(error), sent=False)
        except self._httpx2.TransportError as error:
            return NoAnswer(_reason(error), sent=True)
        except self._httpx2.DecodingError as error:
            return NoAnswer(_reason(error), sent=True)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


def fetch_untrusted(url: str, timeout_s: float) -> HttpAnswer:
    """One answer of a server whose certificate nobody has checked yet.

    Only for what proves itself: a store's authority, by its fingerprint in the join code. Nothing
    is sent but the address.
    """
    import httpx2  # noqa: PLC0415  as above

    deadline = time.monotonic() + timeout_s
    try:
        with (
            httpx2.Client(verify=False, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", url, timeout=timeout_s) as response,
        ):
            return _collect(response, deadline)
    except httpx2.HTTPError as error:
        return NoAnswer(_reason(error), sent=True)


def _collect(response: "httpx2.Response", deadline: float) -> HttpAnswer:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            return NoAnswer("an answer without an end", sent=True)
        if time.monotonic() > deadline:
            return NoAnswer("an answer that does not come to its end in time", sent=True)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpResponse(response.status_code, headers, bytes(body))


def _trust(destination: Destination) -> bool | ssl.SSLContext:
    if destination.base_url.startswith("http:"):
        return False  # loopback: nothing to trust, and no 30 ms for reading the authorities
    if destination.ca_file is None:
        return True
    return ssl.create_default_context(cafile=destination.ca_file)


def _reason(error: Exception) -> str:
    """The kind of failure in words; the exception's own text may hold an address with a name."""
    names = {
        "ConnectError": "no connection",
        "ConnectTimeout": "no connection in time",
        "PoolTimeout": "no connection in time",
        "ReadTimeout": "no answer in time",
        "WriteTimeout": "it does not listen",
        "ReadError": "the connection broke",
        "WriteError": "the connection broke",
        "RemoteProtocolError": "the connection broke before the answer was whole",
    }
    return names.get(type(error).__name__, type(error).__name__)
