"""Every refusal that the deciders of the ticket can give is produced by a test."""

import inspect
import re
from pathlib import Path

from terminal.domain import (
    copay_decider,
    fill_guards,
    notice_decider,
    sale_decider,
    stop_decider,
    tender_decider,
    ticket_decider,
)
from terminal.domain.refusal import Why

NAMED = re.compile(r"Why\.([A-Z_]+)")


def test_each_refusal_of_the_ticket_has_a_test() -> None:
    deciders = (
        sale_decider,
        tender_decider,
        stop_decider,
        copay_decider,
        notice_decider,
        fill_guards,
        ticket_decider,
    )
    given = {name for module in deciders for name in NAMED.findall(inspect.getsource(module))}
    tests = Path(__file__).parent.glob("test_*.py")
    tested = {name for path in tests for name in NAMED.findall(path.read_text("utf-8"))}
    assert given <= {why.name for why in Why}
    assert given - tested == set()
