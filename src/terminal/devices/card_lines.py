"""How each card terminal's driver is made and run; what it says is the same for all of them."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from drivers.card_terminal import messages as m
from drivers.card_terminal import nexo_redact
from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.card_terminal.pax_cancel import PaxCancel
from drivers.card_terminal.pax_redact import PaxRedactor
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.card_terminal.protocol import PaxTerminal, WireUse
from drivers.wire.exchange_runner import ExchangeRunner
from drivers.wire.link import LinkEvent
from drivers.wire.recorder import Redact, WireRecorder
from drivers.wire.runner import DeviceRunner
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.settings import CardTerminalKind, Settings
from terminal.devices.nexo_lane import NexoLane
from terminal.devices.store_and_forward import offline_rules

Heard = Callable[[m.Event | LinkEvent], None]
Frames = Callable[[str], None]
"""Hears each frame in text, masked; on the device's thread."""
CardWaits = PaxTimings | NexoTimings
"""How long the lane's terminal is waited for."""


class CardLine(Protocol):
    """A driver with whatever carries its bytes.

    `capabilities`: what a terminal of its kind can do. `identity`: who the terminal is, where the
    settings say it and the driver holds every answer against it; empty: the terminal says it.
    """

    @property
    def identity(self) -> str: ...

    @property
    def capabilities(self) -> m.Capabilities: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def look_again(self) -> None: ...

    def send(self, command: m.Command) -> None: ...


class PaxLine:
    """A PAX terminal on a serial wire, or on the network, where a cancel has its own connection."""

    identity = ""
    capabilities = PaxTerminal.capabilities

    def __init__(
        self,
        url: str,
        waits: PaxTimings | None,
        heard: Heard,
        frames: Frames | None = None,
        saf: m.StoreAndForward | None = None,
    ) -> None:
        over_tcp = url.startswith("tcp:")
        wire = WireUse.PER_EXCHANGE if over_tcp else WireUse.ALWAYS
        self._runner: DeviceRunner[m.Command, m.Event] = DeviceRunner(
            "card terminal",
            url,
            PaxTerminal(wire, waits, saf=saf or m.StoreAndForward()),
            heard,
            recorder=_recorder(PaxRedactor(), frames),
        )
        self._canceller: DeviceRunner[m.Cancel, m.Event] | None = None
        if over_tcp:
            self._canceller = DeviceRunner("card cancel", url, PaxCancel(), _ignore)

    def start(self) -> None:
        self._runner.start()
        if self._canceller is not None:
            self._canceller.start()

    def stop(self) -> None:
        self._runner.stop()
        if self._canceller is not None:
            self._canceller.stop()

    def look_again(self) -> None:
        self._runner.look_again()

    def send(self, command: m.Command) -> None:
        if isinstance(command, m.Cancel) and self._canceller is not None:
            self._canceller.send(command)
        self._runner.send(command)


class NexoLine:
    """A nexo terminal, asked over HTTPS: each request has a connection of its own."""

    capabilities = NexoTerminal.capabilities

    def __init__(
        self,
        lane: NexoLane,
        passphrase: Secret,
        waits: NexoTimings | None,
        heard: Heard,
        frames: Frames | None = None,
    ) -> None:
        """`KnownFault` when the terminal's certificate is missing or of no use."""
        self.identity = lane.identity
        machine = NexoTerminal(
            lane.party,
            lane.key(passphrase),
            chance=os.urandom,
            utc_now=lambda: datetime.now(UTC),
            timings=waits,
        )
        self._runner: ExchangeRunner[m.Command, m.Event] = ExchangeRunner(
            "card terminal",
            lane.where(datetime.now(UTC)),
            machine,
            heard,
            recorder=_recorder(nexo_redact.redact, frames),
        )

    def start(self) -> None:
        self._runner.start()

    def stop(self) -> None:
        self._runner.stop()

    def look_again(self) -> None:
        """A network device is found by the next attempt."""

    def send(self, command: m.Command) -> None:
        self._runner.send(command)


class UnreadyLine:
    """A terminal that cannot be asked until somebody has done what `why` says: nothing is sent."""

    capabilities = NexoTerminal.capabilities

    def __init__(self, identity: str, why: str, heard: Heard) -> None:
        self.identity = identity
        self._why = why
        self._heard = heard

    def start(self) -> None:
        self._heard(m.TerminalHealth(m.HealthState.OFFLINE, (self._why,)))

    def stop(self) -> None:
        """Nothing runs."""

    def look_again(self) -> None:
        """There is nothing to find before somebody has done what is missing."""

    def send(self, command: m.Command) -> None:
        match command:
            case m.Sale() | m.Refund() | m.Void():
                not_sent = m.Result(m.Verdict.ABORTED, code=m.Trouble.NOT_SENT, text=self._why)
                self._heard(m.Outcome(command.ref, not_sent))
            case m.Query():
                cannot_say = m.Unresolved(m.Trouble.NOT_SENT, self._why)
                self._heard(m.QueryAnswered(command.ref, cannot_say))
            case m.Initialize() | m.Cancel():
                return
            case _:
                because = (m.Verdict.ABORTED, m.Trouble.NOT_SENT, self._why)
                self._heard(m.NotDone(command, *because))


def card_line(
    settings: Settings,
    passphrase: Secret | None,
    waits: CardWaits | None,
    heard: Heard,
    frames: Frames | None = None,
) -> CardLine:
    """The lane's card terminal, not started yet; `frames` hears its conversation, masked."""
    if settings.card_terminal_kind is CardTerminalKind.PAX:
        assert not isinstance(waits, NexoTimings), "the waits are those of the lane's terminal"
        saf = offline_rules(settings)
        return PaxLine(settings.devices.card_terminal, waits, heard, frames, saf)
    assert not isinstance(waits, PaxTimings), "the waits are those of the lane's terminal"
    lane = NexoLane.of(settings)
    if passphrase is None:
        return UnreadyLine(lane.identity, "no passphrase: rxlane key terminal", heard)
    try:
        return NexoLine(lane, passphrase, waits, heard, frames)
    except KnownFault as fault:
        return UnreadyLine(lane.identity, f"{fault.title}: rxlane doctor", heard)


def _recorder(redact: Redact, frames: Frames | None) -> WireRecorder | None:
    if frames is None:
        return None
    return WireRecorder(redact, told=lambda piece: frames(f"{piece.direction.value} {piece.text}"))


def _ignore(_event: m.Event | LinkEvent) -> None:
    """A cancel has no answer of its own."""
