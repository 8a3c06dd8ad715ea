"""A receipt carried to a real mail server and a real gateway on loopback, whatever they answer."""

import email
import email.policy
import socket
from pathlib import Path

import pytest

from helpers.mail_server import Behaviour, certificate, mail_server
from helpers.text_gateway import text_gateway
from store_support.messages import a_message
from terminal.app.effects import Secret
from terminal.app.settings import Mail, MailSecurity, Texts
from terminal.domain.receipt_message import Via
from terminal.uplink.carriers import Delivered, MailCarrier, TextCarrier, Undelivered, Unknown

PLAIN = MailSecurity.NONE


def by_mail(port: int, password: str = "", user: str = "") -> MailCarrier:
    settings = Mail("127.0.0.1", "receipts@elm.example", port, PLAIN, user)
    return MailCarrier(settings, Secret(password) if password else None)


def test_a_mail_arrives_word_for_word_in_both_faces() -> None:
    message = a_message(text="Elm Street Pharmacy\n.hidden dot\nTOTAL  8.54\nUSTED AHORRÓ 1.00\n")
    with mail_server() as server:
        assert by_mail(server.port).carry(message) == Delivered("250")
    assert server.receivers == [message.address]
    words = server.taken[0].removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    got = email.message_from_bytes(words, policy=email.policy.default)
    assert got["To"] == message.address
    assert got["From"] == "receipts@elm.example"
    assert got["Subject"] == message.subject
    assert got["Message-ID"].startswith(f"<{message.message.replace('/', '.')}.")
    plain, formatted = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert formatted is not None
    assert plain.get_content().replace("\r\n", "\n") == message.text
    assert "<pre>" in formatted.get_content()


@pytest.mark.parametrize(
    ("behaviour", "delivery"),
    [
        (Behaviour.REFUSES_RECEIVER, Undelivered("the mail server said 550", True, True)),
        (Behaviour.BUSY, Undelivered("the mail server said 451", True)),
        (Behaviour.REFUSES_WORDS, Undelivered("the mail server said 554", True, True)),
        (Behaviour.GONE_BEFORE_WORDS, Undelivered("the mail server broke off", True)),
        (
            Behaviour.SILENT_AFTER_WORDS,
            Unknown("the mail server did not say whether it took it"),
        ),
    ],
)
def test_what_the_server_does_is_told_as_what_is_known(
    behaviour: Behaviour, delivery: object
) -> None:
    with mail_server(behaviour=behaviour) as server:
        assert by_mail(server.port).carry(a_message()) == delivery


def test_nobody_there_is_no_answer_of_anybody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert by_mail(port).carry(a_message()) == Undelivered("the mail server is not reached")


def test_a_password_lets_in_and_a_wrong_one_does_not() -> None:
    with mail_server(password="right") as server:
        assert by_mail(server.port, "right", "store").carry(a_message()) == Delivered("250")
        refused = by_mail(server.port, "wrong", "store").carry(a_message())
    assert refused == Undelivered("the mail server said 535", reached=True)


def test_over_starttls_with_a_proved_certificate(tmp_path: Path) -> None:
    serving, trusting = certificate(tmp_path)
    settings = Mail("127.0.0.1", "receipts@elm.example", 1)
    with mail_server(context=serving) as server:
        known = Mail(settings.host, settings.sender, server.port)
        assert MailCarrier(known, None, trusting).carry(a_message()) == Delivered("250")
        stranger = MailCarrier(known, None).carry(a_message())
    assert stranger == Undelivered("the mail server's certificate cannot be proved", reached=True)
    assert len(server.taken) == 1


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for() -> None:
    with mail_server() as server:
        settings = Mail("127.0.0.1", "receipts@elm.example", server.port)
        refused = MailCarrier(settings, None).carry(a_message())
    assert refused == Undelivered("the mail server does not do what it is asked", reached=True)
    assert server.taken == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"sender": "nobody"},
        {"port": 0},
        {"host": "mail.example", "security": MailSecurity.NONE},
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_in_the_settings(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {"host": "mail.example", "sender": "a@elm.example"}
    with pytest.raises(ValueError, match="mail"):
        Mail(**(good | wrong))  # type: ignore[arg-type]


def test_a_text_message_is_one_documented_request() -> None:
    message = a_message(Via.TEXT, "+15125550104", text="Elm Street: total 8.54. ¡Gracias!")
    with text_gateway() as gateway:
        carrier = TextCarrier(Texts(gateway.address, "+15125550100"), Secret("key"))
        assert carrier.carry(message) == Delivered("202")
    assert gateway.paths == ["/v1/messages"]
    assert gateway.taken == [
        {
            "id": message.message,
            "to": "+15125550104",
            "from": "+15125550100",
            "text": message.text,
        }
    ]
    assert gateway.headers[0]["Authorization"] == "Bearer key"
    assert gateway.headers[0]["Idempotency-Key"] == message.message


@pytest.mark.parametrize(
    ("status", "delivery"),
    [
        (200, Delivered("200")),
        (401, Undelivered("the gateway said 401", reached=True)),
        (429, Undelivered("the gateway said 429", reached=True)),
        (503, Undelivered("the gateway said 503", reached=True)),
        (422, Undelivered("the gateway said 422", reached=True, final=True)),
        (500, Unknown("the gateway said 500")),
    ],
)
def test_what_the_gateway_says_is_what_is_known(status: int, delivery: object) -> None:
    with text_gateway(status) as gateway:
        carrier = TextCarrier(Texts(gateway.address.rstrip("/")), None)
        assert carrier.carry(a_message(Via.TEXT, "+15125550104")) == delivery


def test_a_gateway_that_breaks_off_may_have_taken_it() -> None:
    with text_gateway(None) as gateway:
        said = TextCarrier(Texts(gateway.address), None).carry(a_message(Via.TEXT, "+15125550104"))
    assert isinstance(said, Unknown)


def test_no_gateway_there_is_surely_undelivered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = TextCarrier(Texts(f"http://127.0.0.1:{port}/"), None).carry(a_message(Via.TEXT))
    assert isinstance(said, Undelivered)
    assert not said.reached
