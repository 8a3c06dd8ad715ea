"""The counter of a scenario with a nexo card terminal, over real HTTPS."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_script import NO_FAULTS, Faults, Script
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from features.stand import HOST_DELAY_S, PRESENT_AFTER_S, STORE, Stand
from nexo_support.bench import SECRETS
from nexo_support.lane import CARD_PASSPHRASE, nexo_at, with_nexo
from terminal.app.settings import CardTerminalKind
from terminal.bootstrap import Lane
from terminal.vault.sealed_word import TERMINAL
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault

NEXO_WAITS: Final = NexoTimings(
    no_answer_s=3.0, local_s=3.0, poll_s=0.05, in_progress_s=0.5, hello_again_s=0.5
)
"""A terminal whose customer and bank are as quick as the simulated ones."""


def for_its_terminal(lane: Lane) -> Lane:
    """The lane with its terminal's passphrase, from the vault, where it has such a terminal."""
    if lane.settings.card_terminal_kind is not CardTerminalKind.NEXO:
        return lane
    passphrase = Vault(lane.store, demo=lane.demo).word(TERMINAL, lane.secret)
    return replace(lane, card_waits=NEXO_WAITS, card_passphrase=passphrase)


class NexoStand(Stand):
    """The stand, with the other terminal on its lane; the PAX one stands there, not plugged in."""

    def __init__(self, folder: Path, secret: StoreSecret) -> None:
        super().__init__(folder, secret)
        self.leave_out_fsa = True
        self._book = NexoStore(folder / "demo-nexo.db")
        self.terminal = NexoTerminalSimulator(
            SECRETS, self._book, auto_present_s=PRESENT_AFTER_S, host_delay_s=HOST_DELAY_S
        )
        self.host = NexoTerminalHost(self.terminal)

    def __enter__(self) -> Self:
        super().__enter__()
        self._running.callback(self._book.close)
        self._running.enter_context(self.host)
        Vault(self.folder / STORE, demo=True).keep_word(TERMINAL, self.secret, CARD_PASSPHRASE)
        table = replace(nexo_at(self.host, self.folder), leave_out_fsa=self.leave_out_fsa)
        self.settings = with_nexo(self.world.settings, table)
        return self

    @property
    def lane(self) -> Lane:
        return for_its_terminal(super().lane)

    @property
    def standing(self) -> dict[str, list[int]]:
        """The bank's book: what stands under each reference, in cents."""

        def read() -> dict[str, list[int]]:
            held = {line.ref: self._book.standing(line.ref) for line in self._book.book()}
            return {ref: cents for ref, cents in held.items() if cents}

        return self.host.call(read)

    @property
    def asked(self) -> list[str]:
        """The categories of all that the terminal was asked."""
        return self.host.call(lambda: list(self.terminal.requests))

    def script(self, outcome: Script, faults: Faults = NO_FAULTS) -> None:
        """What the next payment comes to."""
        self.host.call(lambda: self.terminal.script(outcome, faults))

    def customer_waits(self) -> None:
        """No card is presented until `present`."""
        self.host.call(lambda: setattr(self.terminal, "auto_present_s", None))

    def until_card_is_asked(self) -> None:
        def asked() -> bool:
            return "Present card" in self.host.call(lambda: self.terminal.screen)

        self.until_true("a card is asked for", asked)

    def present(self, card: Card) -> None:
        self.host.call(lambda: self.terminal.present(card, time.monotonic()))

    def cancel_by_customer(self) -> None:
        self.host.call(lambda: self.terminal.cancel_by_customer(time.monotonic()))
