"""The store's own form goes to the system's printer as it is, or the words say why not."""

import os
import sys
from pathlib import Path

import pytest

from terminal.app.inputs import FormPrinted
from terminal.devices.form_printer import MOST_BYTES, print_form

FORM = b"%PDF-1.7 an invented form"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "notice.pdf"
    path.write_bytes(FORM)
    return path


def refused(_path: Path, _printer: str) -> None:
    raise OSError("no such printer")


def test_the_file_itself_is_sent_to_the_named_printer(form: Path) -> None:
    sent: list[tuple[bytes, str]] = []

    def send(path: Path, printer: str) -> None:
        sent.append((path.read_bytes(), printer))

    assert print_form(str(form), "Office", send) == FormPrinted()
    assert sent == [(FORM, "Office")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is not there"),
        (b"", "is no PDF"),
        (b"a text", "is no PDF"),
        (b"%PDF-" + bytes(MOST_BYTES), "is too large"),
    ],
)
def test_a_file_that_is_no_form_is_not_sent(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "notice.pdf"
    if content is not None:
        path.write_bytes(content)
    told = print_form(str(path), "", refused)
    assert words in told.trouble
    assert "printed stock" in told.remedy


@pytest.mark.parametrize(("printer", "named"), [("Office", "Office"), ("", "default printer")])
def test_a_printer_that_does_not_take_it_is_named(form: Path, printer: str, named: str) -> None:
    told = print_form(str(form), printer, refused)
    assert named in told.trouble
    assert "printed stock" in told.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows prints with the program of the file")
@pytest.mark.parametrize(("status", "good"), [(0, True), (1, False)])
def test_the_spooler_gets_the_file_and_its_refusal_is_heard(
    form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, good: bool
) -> None:
    spooler = tmp_path / "bin" / "lp"
    spooler.parent.mkdir()
    spooler.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit {status}\n')
    spooler.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spooler.parent}{os.pathsep}{os.environ['PATH']}")
    told = print_form(str(form), "Office")
    assert (told == FormPrinted()) is good
    assert (tmp_path / "asked").read_text().split() == ["-d", "Office", "--", str(form)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows prints with the program of the file")
def test_a_computer_without_a_spooler_says_so(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "did not take" in print_form(str(form), "").trouble
