"""The outbox and inbox of these tests keep the rules of the ports, as the terminal's must."""

from sync_support.contract import check_inbox, check_outbox
from sync_support.memory import MemoryInbox, MemoryOutbox
from sync_support.samples import NOON


def test_the_outbox_in_memory_keeps_the_rules() -> None:
    outbox = MemoryOutbox()
    check_outbox(outbox, lambda envelope: outbox.put(envelope, NOON))


def test_the_inbox_in_memory_keeps_the_rules() -> None:
    inbox = MemoryInbox()
    check_inbox(inbox)
    assert len(inbox.work_items) == 1
    assert [fill.version for fill in inbox.fills.values()] == ["2", "1"]
