"""Who talks to which nexo terminal, and how long is waited for what."""

import math
from dataclasses import dataclass
from typing import Final

MAX_SALE_ID: Final = 64
MAX_POI_ID: Final = 64


@dataclass(frozen=True, slots=True)
class NexoParty:
    """The two ends of the conversation: `sale_id` is the till's, `poi_id` `<model>-<serial>`.

    Both are a part of what an attempt is found by (section 13): a till whose ids change forgets its
    open attempts. `leave_out_fsa`: charge a sale with FSA amounts without them, as any card would
    be, instead of refusing it; how the amounts are written is not confirmed (section 19).
    """

    sale_id: str
    poi_id: str
    currency: str = "USD"
    leave_out_fsa: bool = False

    def __post_init__(self) -> None:
        for name, text, longest in (
            ("sale_id", self.sale_id, MAX_SALE_ID),
            ("poi_id", self.poi_id, MAX_POI_ID),
        ):
            if not (1 <= len(text) <= longest and text.isascii() and text.isprintable()):
                raise ValueError(f"{name} must be 1..{longest} printable ASCII characters")
        if not all(self.poi_id.rpartition("-")):
            raise ValueError("poi_id is the terminal's model, a dash and its serial number")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError("currency is three capital letters")

    @property
    def model(self) -> str:
        """The kind of terminal."""
        return self.poi_id.rpartition("-")[0]

    @property
    def serial(self) -> str:
        """The terminal's own number."""
        return self.poi_id.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class NexoTimings:
    """The waits, in seconds, each with its source."""

    # "Status after no answer in 120 s (local)": also the age before which "not found" proves
    # nothing (section 13, and the project's rule in 10.2).
    no_answer_s: float = 120.0
    # A diagnosis, a status request and an abort involve neither a customer nor a host.
    local_s: float = 10.0
    # "InProgress (poll)": a customer who pays late is seen within one blink of the cashier.
    poll_s: float = 2.0
    # How long one query polls before it says that it cannot be said yet.
    in_progress_s: float = 120.0
    # "Unique within 48 h": what is older, a terminal may have forgotten.
    remembered_s: float = 48 * 3600.0
    # A terminal that was switched on late is found again without anybody asking.
    hello_again_s: float = 10.0
    # One that was switched off while nothing was asked of it is noticed within about a minute.
    hello_idle_s: float = 60.0
    # So long a customer may wait for a greeting that nobody asked for.
    hello_yields_s: float = 3.0

    def __post_init__(self) -> None:
        waits = (
            self.no_answer_s,
            self.local_s,
            self.poll_s,
            self.in_progress_s,
            self.remembered_s,
            self.hello_again_s,
            self.hello_idle_s,
            self.hello_yields_s,
        )
        if not all(math.isfinite(wait) and wait > 0 for wait in waits):
            raise ValueError("every wait must be longer than nothing")
