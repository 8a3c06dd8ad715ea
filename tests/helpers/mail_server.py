"""A mail server on loopback that can be told how to behave; it speaks SMTP by itself (RFC 5321)."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Behaviour(Enum):
    TAKES = "takes it"
    REFUSES_RECEIVER = "550 at RCPT"
    BUSY = "451 at RCPT"
    REFUSES_WORDS = "554 after the words"
    SILENT_AFTER_WORDS = "closes after the words without an answer"
    GONE_BEFORE_WORDS = "closes at DATA"


@dataclass
class MailServer:
    behaviour: Behaviour = Behaviour.TAKES
    context: ssl.SSLContext | None = None
    password: str = ""
    taken: list[bytes] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    port: int = 0
    _stopping: bool = False

    def serve(self, listening: socket.socket) -> None:
        while not self._stopping:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            line.settimeout(10)
            with suppress(OSError), ExitStack() as open_lines:
                _Conversation(self, open_lines.enter_context(line), open_lines).hold()

    def stop(self) -> None:
        self._stopping = True


class _Conversation:
    """With one client, until either goes."""

    def __init__(self, server: MailServer, line: socket.socket, open_lines: ExitStack) -> None:
        self._server = server
        self._line = line
        self._open_lines = open_lines
        self._encrypted = False
        self._stream = open_lines.enter_context(line.makefile("rwb"))

    def hold(self) -> None:
        self._say("220 mail.test ready")
        while heard := self._stream.readline():
            verb = heard.decode().strip().upper()
            if verb == "DATA":
                if not self._words():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._answer(verb, heard.decode().strip())

    def _say(self, text: str) -> None:
        self._stream.write(text.encode() + b"\r\n")
        self._stream.flush()

    def _answer(self, verb: str, heard: str) -> None:
        if verb.startswith("EHLO"):
            self._greet()
        elif verb == "STARTTLS":
            self._encrypt()
        elif verb.startswith("AUTH"):
            given = base64.b64decode(heard.rsplit(maxsplit=1)[-1]).split(b"\0")[-1].decode()
            self._say("235 in" if given == self._server.password else "535 no")
        elif verb.startswith("RCPT"):
            self._receiver(heard)
        else:
            self._say("250 fine")

    def _greet(self) -> None:
        lines = ["mail.test"]
        if self._server.password:
            lines.append("AUTH PLAIN")
        if self._server.context is not None and not self._encrypted:
            lines.append("STARTTLS")
        for each in lines[:-1]:
            self._say(f"250-{each}")
        self._say(f"250 {lines[-1]}")

    def _encrypt(self) -> None:
        assert self._server.context is not None
        self._say("220 go on")
        self._stream.close()
        wrapped = self._server.context.wrap_socket(
            self._line, server_side=True, do_handshake_on_connect=False
        )
        self._line = self._open_lines.enter_context(wrapped)
        wrapped.do_handshake()
        self._stream = self._open_lines.enter_context(wrapped.makefile("rwb"))
        self._encrypted = True

    def _receiver(self, heard: str) -> None:
        refusals = {Behaviour.REFUSES_RECEIVER: "550 nobody here", Behaviour.BUSY: "451 later"}
        refused = refusals.get(self._server.behaviour)
        if refused is None:
            self._server.receivers.append(heard.split(":", 1)[1].strip().strip("<>"))
        self._say(refused or "250 known")

    def _words(self) -> bool:
        """Whether the conversation goes on after them."""
        behaviour = self._server.behaviour
        if behaviour is Behaviour.GONE_BEFORE_WORDS:
            return False
        self._say("354 words")
        words = b""
        while not words.endswith(b"\r\n.\r\n"):
            words += self._stream.readline()
        if behaviour is Behaviour.REFUSES_WORDS:
            self._say("554 not these")
            return True
        self._server.taken.append(words)
        if behaviour is Behaviour.SILENT_AFTER_WORDS:
            return False
        self._say("250 taken")
        return True


@contextmanager
def mail_server(**how: object) -> Iterator[MailServer]:
    server = MailServer(**how)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listening,), name="mail server")
        thread.start()
        try:
            yield server
        finally:
            server.stop()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", server.port), 1).close()
            thread.join(15)
            assert not thread.is_alive()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's context with a certificate for 127.0.0.1, and the one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = built.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "mail.pem"
    file.write_bytes(private + pem)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cadata=pem.decode())
