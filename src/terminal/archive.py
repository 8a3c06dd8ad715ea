"""Registers for the counter: read and written on a reader of their own, answered as inputs.

Rules that hold here: no scan waits behind a register; a question always gets an answer, unless a
newer one has come; a file is written among the person's documents, never over another one.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import user_documents_path

from terminal import registers
from terminal.app.effects import ReadRegister, WriteRegister
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, RegisterRead, RegisterWritten
from terminal.app.records import RegisterPage, RegisterQuestion
from terminal.paper_files import writer_for
from terminal.store import staff
from terminal.store.database import Connection
from terminal.store.store import Store

FOLDER = "Rxlane"


class Archive:
    """`post` may be called from any thread."""

    def __init__(self, store: Store, zone: ZoneInfo, post: Callable[[Input], None]) -> None:
        self._store = store
        self._zone = zone
        self._post = post

    def perform(self, effect: ReadRegister | WriteRegister) -> None:
        match effect:
            case ReadRegister(question):
                self.read(question)
            case WriteRegister():
                self.write(effect)

    def read(self, question: RegisterQuestion) -> None:
        def answered(found: RegisterPage | KnownFault) -> None:
            if isinstance(found, KnownFault):
                self._post(RegisterRead(question, None, _words(found)))
            else:
                self._post(RegisterRead(question, found))

        def job(connection: Connection) -> RegisterPage:
            return self._page(connection, question)

        self._store.archive.ask_latest("register", job, answered)

    def write(self, effect: WriteRegister) -> None:
        question = effect.question

        def answered(done: RegisterWritten | KnownFault) -> None:
            if isinstance(done, KnownFault):
                done = RegisterWritten(question, "", trouble=_words(done))
            self._post(done)

        def job(connection: Connection) -> RegisterWritten:
            at = datetime.now(self._zone)
            page = self._page(connection, question)
            days = (question.since, question.until)
            paper = registers.paper_of(page, days, effect.store, effect.person, at)
            try:
                path = _new_file(f"{question.register} {at:%Y-%m-%d %H%M%S}.{effect.ending}")
                writer_for(path)(paper, registers.table_of(page), path)
            except OSError as error:
                return RegisterWritten(question, "", trouble=f"{error.strerror}.")
            return RegisterWritten(question, str(path), len(page.rows))

        self._store.archive.ask(job, answered)

    def _page(self, connection: Connection, question: RegisterQuestion) -> RegisterPage:
        register = registers.register_of(question.register)
        assert register is not None, "the page offers known registers only"
        people = {each.id: each.name for each in staff.all_staff(connection)}
        first = self._midnight(question.since)
        end = self._midnight(question.until + timedelta(days=1))
        return registers.read(connection, register, first, end, people, question.sought)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def _new_file(name: str) -> Path:
    folder = user_documents_path() / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


def _words(fault: KnownFault) -> str:
    return " ".join(part for part in (fault.title, fault.message, fault.remedy) if part)
