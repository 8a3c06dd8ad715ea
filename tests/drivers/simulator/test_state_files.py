"""Files in which simulated devices keep what they know: one program, one kind, and in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from drivers.simulator.card_terminal_store import TerminalStore
from drivers.simulator.memory import DeviceMemory, MemoryUnusable
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.printer_memory import PrinterMemory


class Kept(Protocol):
    def close(self) -> None: ...


KEEPERS: dict[str, Callable[[Path], Kept]] = {
    "PAX terminal": TerminalStore,
    "nexo terminal": NexoStore,
    "printer": PrinterMemory,
    "scanner": lambda path: DeviceMemory(path, "scanner"),
}
each_kind = pytest.mark.parametrize("kind", KEEPERS)


@each_kind
def test_a_file_is_open_in_one_program_and_free_afterwards(kind: str, tmp_path: Path) -> None:
    keep = KEEPERS[kind]
    for _ in range(2):
        first = keep(tmp_path / "state.db")
        with pytest.raises(MemoryUnusable, match="another program has it open"):
            keep(tmp_path / "state.db")
        first.close()


@each_kind
@pytest.mark.parametrize("other", KEEPERS)
def test_no_kind_takes_the_file_of_another(kind: str, other: str, tmp_path: Path) -> None:
    KEEPERS[other](tmp_path / "state.db").close()
    before = (tmp_path / "state.db").read_bytes()
    if kind == other:
        KEEPERS[kind](tmp_path / "state.db").close()
        return
    with pytest.raises(MemoryUnusable, match=f"holds the state of .*, not of a {kind}"):
        KEEPERS[kind](tmp_path / "state.db")
    assert (tmp_path / "state.db").read_bytes() == before


@each_kind
def test_what_is_no_state_is_left_alone(kind: str, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    with pytest.raises(MemoryUnusable, match="no state of a simulated device"):
        KEEPERS[kind](letter)
    assert letter.read_text().startswith("Dear customer")
    with pytest.raises(MemoryUnusable, match="cannot be made or opened"):
        KEEPERS[kind](tmp_path / "nowhere" / "state.db")
