"""The PDF in a mail: from the ticket at the counter to the parsed mail, in the paper's words."""

import email
import email.policy
import threading
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from helpers.counter import PLAIN, SETTINGS, Counter, a_counter
from helpers.mail_server import MailServer, mail_server
from helpers.pdf_words import words_of
from helpers.sales import CANDY
from store_support.messages import a_message
from store_support.stores import commit, open_store
from terminal.app.inputs import PrintState
from terminal.app.settings import Mail, MailSecurity
from terminal.app.sheet import Sheet
from terminal.domain.receipt_message import ReceiptMessageAsked, Via
from terminal.store import outbox
from terminal.store.sync_desk import SyncDesk
from terminal.ui.receipt_picture import pdf_of
from terminal.uplink.carriers import MailCarrier, mail_of
from terminal.uplink.message_line import MessageLine

MAILING = replace(SETTINGS, mail=Mail("mail.example", "receipts@elm.example"))
PATIENT = ("6012345", "GABAPENTIN", PLAIN.patient.family.upper(), PLAIN.patient.given.upper())


def at_the_agreement() -> Counter:
    """A prescription and candy are sold; the customer is asked about the mail."""
    counter = a_counter(PLAIN, settings=MAILING)
    counter.pick_up(PLAIN)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    counter.press("Ctrl+S")
    counter.press("F9")
    counter.press("Ctrl+1")
    counter.enter("sam@example.com")
    return counter


def agreed(counter: Counter) -> ReceiptMessageAsked:
    counter.press("Ctrl+1")
    fact = counter.recorded(ReceiptMessageAsked)[-1]
    assert isinstance(fact, ReceiptMessageAsked)
    return fact


def parsed(server: MailServer) -> EmailMessage:
    words = server.taken[0].removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    mail = email.message_from_bytes(words, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def without_blanks(text: str) -> list[str]:
    """As a PDF's words are compared; a symbol's data stands on paper without its brackets."""
    squeezed = ("".join(line.split()) for line in text.splitlines())
    return [line.removeprefix("[").removesuffix("]") for line in squeezed if line]


def sent(tmp_path: Path, message: ReceiptMessageAsked) -> tuple[EmailMessage, set[str]]:
    """By the counter's own thread out of the store's outbox; with the threads that drew."""
    drew: set[str] = set()

    def drawn(sheet: Sheet, title: str) -> bytes:
        drew.add(threading.current_thread().name)
        return pdf_of(sheet, title)

    with open_store(tmp_path / "store.db", bytes(32)) as store, mail_server() as server:
        commit(store, message)
        settings = Mail("127.0.0.1", "receipts@elm.example", server.port, MailSecurity.NONE)
        over = threading.Event()

        class Desk(SyncDesk):
            def mark_done(self, *args, **named):  # type: ignore[no-untyped-def]
                done = super().mark_done(*args, **named)
                over.set()
                return done

        line = MessageLine(Desk(store), {Via.EMAIL: MailCarrier(settings, None, paper_pdf=drawn)})
        line.start()
        try:
            assert over.wait(30)
        finally:
            line.stop()
        row = store.reader.wait(lambda c: outbox.get(c, message.message))
        assert row is not None
        assert row.state is outbox.OutboxState.DONE
    return parsed(server), drew


@pytest.mark.usefixtures("qapp")
def test_the_pdf_of_a_mail_has_the_words_of_the_paper_and_no_others(tmp_path: Path) -> None:
    message = agreed(at_the_agreement())
    mail, drew = sent(tmp_path, message)
    assert drew == {"messages"}
    assert mail.get_content_type() == "multipart/mixed"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == message.text
    (paper,) = mail.iter_attachments()
    assert (paper.get_content_type(), paper.get_filename()) == (
        "application/pdf",
        f"receipt-{message.sale}.pdf",
    )
    pdf = paper.get_content()
    assert words_of(pdf) == without_blanks(message.text)
    assert "PRESCRIPTIONCOPAY" in "".join(words_of(pdf))
    for secret in PATIENT:
        assert secret not in "".join(words_of(pdf)).upper()
        assert secret.encode("utf-16-be") not in pdf.upper()


@pytest.mark.usefixtures("qapp")
def test_the_pdf_has_prescription_numbers_when_the_customer_asks_and_never_a_drug(
    tmp_path: Path,
) -> None:
    counter = at_the_agreement()
    counter.press("F6")
    mail, _ = sent(tmp_path, agreed(counter))
    (paper,) = mail.iter_attachments()
    words = "".join(words_of(paper.get_content())).upper()
    assert "RX6012345COPAY" in words
    assert "GABAPENTIN" not in words


def test_the_name_of_the_file_and_the_pdfs_title_are_the_tickets_number() -> None:
    titles: list[str] = []

    def drawn(_: Sheet, title: str) -> bytes:
        titles.append(title)
        return b"%PDF-"

    message = replace(a_message(text="TOTAL\n"), columns=42, faces=("b",))
    mail = email.message_from_bytes(
        mail_of(message, "receipts@elm.example", drawn), policy=email.policy.default
    )
    assert isinstance(mail, EmailMessage)
    assert [each.get_filename() for each in mail.iter_attachments()] == ["receipt-1-000482.pdf"]
    assert titles == ["1-000482"]


def test_a_mail_of_before_this_version_goes_without_a_pdf() -> None:
    mail = email.message_from_bytes(
        mail_of(a_message(), "receipts@elm.example", lambda _sheet, _title: b"%PDF-"),
        policy=email.policy.default,
    )
    assert mail.get_content_type() == "multipart/alternative"
