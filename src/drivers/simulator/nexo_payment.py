"""The one payment that a simulated nexo terminal is busy with."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from drivers.simulator.nexo_answers import Asked
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.simulator.nexo_script import Faults, Script

Reply = Callable[[HttpAnswer | None], None]
"""Called at most once; with None the line is cut."""


class Stage(Enum):
    """Who is to act."""

    CARD = auto()
    PIN = auto()
    HOST = auto()


@dataclass(slots=True)
class Payment:
    """The payment under way. `due`: when the customer acts, then when the bank has answered."""

    asked: Asked
    cents: int
    script: Script
    faults: Faults
    reply: Reply | None
    due: float | None
    gives_up: float
    stage: Stage = Stage.CARD

    @property
    def with_customer(self) -> bool:
        """Whether it can still be given up."""
        return self.stage is not Stage.HOST

    @property
    def next_at(self) -> float:
        """When something happens by itself."""
        return self.gives_up if self.due is None else self.due

    @property
    def words(self) -> str:
        """What the customer reads about it."""
        if not self.with_customer:
            return "Please wait"
        what = "Present card" if self.stage is Stage.CARD else "Enter PIN"
        return f"USD {self.cents // 100}.{self.cents % 100:02d}\n{what}"
