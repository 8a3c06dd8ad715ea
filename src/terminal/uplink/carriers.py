"""Who carries a receipt to its customer: a mail server, or a gateway for text messages.

Rules that hold here:

1. `Undelivered` only when the other end certainly did not take it: then it may be tried again.
   Once the last byte of a message may have arrived, silence is `Unknown`, and nothing is repeated.
2. TLS with a proved certificate, or a loopback address.
3. No address, no content and no password in an exception, a reason or a log.
"""

import contextlib
import html
import json
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Protocol

from sync.http import HttpRequest, NoAnswer
from sync.transport import Destination, HttpxTransport
from terminal.app.effects import Secret
from terminal.app.settings import Mail, MailSecurity, Texts
from terminal.app.sheet import Sheet, sheet_from
from terminal.domain.receipt_message import ReceiptMessageAsked

TIMEOUT_S: Final = 20.0
_PERMANENT: Final = range(500, 600)
_DATA_READY: Final = 354
_OK: Final = range(200, 300)
_BUSY: Final = frozenset({408, 425, 429, 503})
_UNAUTHORISED: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other end has taken it over; `answer` is what it said, without the address."""

    answer: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """It certainly did not. `reached`: somebody was there and said no; `final`: for good."""

    reason: str
    reached: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken over."""

    reason: str


Delivery = Delivered | Undelivered | Unknown

PaperPdf = Callable[[Sheet, str], bytes]
"""A paper and its title as a PDF. It is called off the GUI thread (ui/receipt_picture.py)."""


class Carrier(Protocol):
    def carry(self, message: ReceiptMessageAsked) -> Delivery:
        """Blocks up to about a minute; never raises for what the network does."""


class MailCarrier:
    """SMTP by the standard library (RFC 5321), one connection for each message."""

    def __init__(
        self,
        settings: Mail,
        password: Secret | None,
        context: ssl.SSLContext | None = None,
        paper_pdf: PaperPdf | None = None,
    ) -> None:
        """`paper_pdf` None: the words alone are sent."""
        self._settings = settings
        self._password = password
        self._context = context
        self._paper_pdf = paper_pdf

    def carry(self, message: ReceiptMessageAsked) -> Delivery:
        content = mail_of(message, self._settings.sender, self._paper_pdf)
        try:
            smtp = self._connected()
        except smtplib.SMTPResponseException as error:
            return Undelivered(f"the mail server said {error.smtp_code}", reached=True)
        except ssl.SSLError:
            return Undelivered("the mail server's certificate cannot be proved", reached=True)
        except smtplib.SMTPException:
            return Undelivered("the mail server does not do what it is asked", reached=True)
        except OSError:
            return Undelivered("the mail server is not reached")
        try:
            return self._handed_over(smtp, message, content)
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """Greeted, encrypted and let in."""
        settings = self._settings
        smtp: smtplib.SMTP
        if settings.security is MailSecurity.TLS:
            smtp = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=TIMEOUT_S, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
        try:
            smtp.ehlo_or_helo_if_needed()
            if settings.security is MailSecurity.STARTTLS:
                smtp.starttls(context=self._trust())
                smtp.ehlo()
            if settings.user:
                smtp.login(settings.user, "" if self._password is None else self._password.text)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _trust(self) -> ssl.SSLContext:
        return self._context or ssl.create_default_context()

    def _handed_over(
        self, smtp: smtplib.SMTP, message: ReceiptMessageAsked, content: bytes
    ) -> Delivery:
        """Sender, receiver, then the words; from the last byte on silence means unknown."""
        try:
            codes = (
                smtp.mail(self._settings.sender)[0],
                smtp.rcpt(message.address)[0],
            )
            for code in codes:
                if code not in _OK:
                    return _refused(code)
            ready = smtp.docmd("DATA")[0]
            if ready != _DATA_READY:
                return _refused(ready)
        except (smtplib.SMTPException, OSError):
            return Undelivered("the mail server broke off", reached=True)
        try:
            smtp.send(_dotted(content))
            code = smtp.getreply()[0]
        except (smtplib.SMTPException, OSError):
            return Unknown("the mail server did not say whether it took it")
        return Delivered(str(code)) if code in _OK else _refused(code)


def _refused(code: int) -> Undelivered:
    return Undelivered(f"the mail server said {code}", reached=True, final=code in _PERMANENT)


def _dotted(content: bytes) -> bytes:
    """Lines that begin with a dot get another one, and a lone dot ends it (section 4.5.2)."""
    lines = content.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    stuffed = [b"." + line if line[:1] == b"." else line for line in lines]
    return b"\r\n".join([*stuffed, b".", b""])


def mail_of(message: ReceiptMessageAsked, sender: str, paper_pdf: PaperPdf | None = None) -> bytes:
    """The words as they are, once more in a face whose signs are all as wide, and as on paper.

    The PDF is drawn from the words that the customer agreed to, so that it can hold no others. Its
    name and its title are the ticket's number.

    The Message-ID is the same each time: a server that sees it twice may drop the second.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = message.subject
    domain = sender.rpartition("@")[2]
    mail["Message-ID"] = f"<{message.message.replace('/', '.')}.{message.bound[:16]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(f"<pre>{html.escape(message.text)}</pre>", subtype="html")
    if paper_pdf is not None and message.faces:
        paper = sheet_from(message.text, message.faces, message.columns)
        drawn, name = paper_pdf(paper, message.sale), f"receipt-{message.sale}.pdf"
        mail.add_attachment(drawn, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


class TextCarrier:
    """A gateway that takes `POST <address>messages`; its shape is in uplink/README.md.

    Unproven: no vendor's gateway has seen it.
    """

    def __init__(self, settings: Texts, key: Secret | None) -> None:
        base = settings.address if settings.address.endswith("/") else f"{settings.address}/"
        self._destination = Destination(base, None if key is None else key.text)
        self._sender = settings.sender

    def carry(self, message: ReceiptMessageAsked) -> Delivery:
        transport = HttpxTransport(self._destination)
        body = {
            "id": message.message,
            "to": message.address,
            "from": self._sender,
            "text": message.text,
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.message}
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = transport.send(HttpRequest("POST", "messages", content, headers), TIMEOUT_S)
        finally:
            transport.close()
        if isinstance(answer, NoAnswer):
            return Unknown(answer.reason) if answer.sent else Undelivered(answer.reason)
        said = f"the gateway said {answer.status}"
        if answer.status in _OK:
            return Delivered(str(answer.status))
        if answer.status in _BUSY | _UNAUTHORISED:
            return Undelivered(said, reached=True)
        if answer.status in _PERMANENT:
            return Unknown(said)  # it took the request, and broke somewhere behind it
        return Undelivered(said, reached=True, final=True)
