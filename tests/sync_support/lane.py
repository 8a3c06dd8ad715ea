"""One terminal's side of the line: a running link with its store in memory."""

from queue import SimpleQueue

from sync.messages import FillKey, FillRead, PhmsState
from sync.phms.fhir import FhirConnector
from sync.ports import RowState
from sync.runner import LinkSettings, PhmsLink
from sync.transport import Destination, HttpxTransport
from sync_support.memory import Ear, MemoryInbox, MemoryOutbox
from sync_support.samples import a_pickup

FAST = LinkSettings(pull_every_s=0.05, request_timeout_s=0.5)


class Lane:
    """One terminal's side: a link with its store in memory."""

    def __init__(self, url: str, settings: LinkSettings = FAST) -> None:
        self.outbox, self.inbox, self.ear = MemoryOutbox(), MemoryInbox(), Ear()
        self.link = PhmsLink(
            FhirConnector(url),
            lambda: HttpxTransport(Destination(url)),
            self.outbox,
            self.inbox,
            self.ear,
            settings,
            rnd=lambda: 0.01,
        )

    def sell(self, key: FillKey, number: int = 1) -> str:
        fill = self.inbox.by_key(key)
        assert fill is not None
        row = self.outbox.put(a_pickup(number, fill=fill))
        self.link.wake()
        return row.key

    def wait_state(self, key: str, state: RowState) -> None:
        self.ear.wait_for(lambda: self.outbox.rows[key].state is state)

    def wait_health(self, state: PhmsState) -> None:
        self.ear.wait_for(lambda: self.link.health.state is state)

    def read(self, key: FillKey, budget_s: float = 2.0) -> FillRead:
        answers: SimpleQueue[FillRead] = SimpleQueue()
        self.link.read_fill(key, budget_s, answers.put)
        return answers.get(timeout=30)
