"""The rules in force for a command at the desk: the program's rows and the store's own."""

from pathlib import Path

from terminal.app.settings import Settings
from terminal.commands.opening import store_path
from terminal.domain.rules import RuleBook
from terminal.rules_files import load_rules


def book_of(folder: Path | None, settings: Settings, *, demo: bool) -> RuleBook:
    """Raises `KnownFault` for a row that cannot be read. A demo has no rows of its own."""
    beside = None if demo else store_path(folder, demo=False).parent
    return RuleBook.of(load_rules(beside).rules, settings.jurisdiction)
