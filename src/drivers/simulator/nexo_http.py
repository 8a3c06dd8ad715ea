"""HTTP as a simulated nexo terminal needs it: one POST in, one answer out, on any file."""

from email.message import Message
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from typing import BinaryIO, Final

from drivers.simulator.nexo_envelope import HttpAnswer

PATHS: Final = frozenset({"/nexo", "/nexo/"})
MAX_BODY: Final = 262_144
MAX_LINE: Final = 8_192
MAX_CHUNK_LINE: Final = 100
NO_METHOD: Final = 501


def read_post(file: BinaryIO) -> bytes | HttpAnswer | None:
    """The body of a request, the refusal of one that is none for us, None when nobody asks."""
    line = file.readline(MAX_LINE)
    if not line:
        return None
    try:
        method, path, _version = line.decode("ascii").split()
        headers = parse_headers(file)
    except (ValueError, HTTPException):
        return HttpAnswer(HTTPStatus.BAD_REQUEST, b"")
    if method != "POST":
        return HttpAnswer(NO_METHOD, b"")
    body = _body(file, headers)
    if body is None:
        return HttpAnswer(HTTPStatus.BAD_REQUEST, b"")
    return body if path in PATHS else HttpAnswer(HTTPStatus.NOT_FOUND, b"")


def written(answer: HttpAnswer) -> bytes:
    """An answer as it goes over the wire; the connection ends after it."""
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unheard Of"
    head = (
        f"HTTP/1.1 {answer.status} {phrase}",
        "Content-Type: application/json",
        f"Content-Length: {len(answer.body)}",
        "Connection: close",
        "\r\n",
    )
    return "\r\n".join(head).encode("ascii") + answer.body


def _body(file: BinaryIO, headers: Message) -> bytes | None:
    """Of a length told before or in chunks; None if it is neither."""
    if headers.get("Transfer-Encoding", "") == "chunked":
        return _chunks(file)
    length = headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
        return None
    return file.read(int(length))


def _chunks(file: BinaryIO) -> bytes | None:
    body = b""
    while len(body) <= MAX_BODY:
        try:
            size = int(file.readline(MAX_CHUNK_LINE).split(b";")[0], 16)
        except ValueError:
            return None
        body += file.read(min(max(size, 0), MAX_BODY))
        file.readline(MAX_CHUNK_LINE)
        if size <= 0:
            return body
    return None
