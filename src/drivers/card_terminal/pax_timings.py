"""How long the PAX driver waits for what, in seconds, each with its source."""

from dataclasses import dataclass

# Section 3: "ACK 3 s (configurable 2-7)".
_ACK_RANGE_S = (2.0, 7.0)


@dataclass(frozen=True, slots=True)
class PaxTimings:
    """The waits of card-terminal.md section 3; the response wait follows the terminal's settings.

    `response_s` is the terminal's card timeout + its host timeout + 30 s. It also is the age before
    which "not found" proves nothing (section 10.2): shorten it only together with the terminal.
    """

    ack_s: float = 3.0
    response_s: float = 180.0
    closing_s: float = 2.0
    inter_byte_s: float = 1.0
    # A00 and R02 involve neither a customer nor a host: a terminal that needs longer is not well.
    local_response_s: float = 10.0
    # Longer than one attempt to connect, short enough for a person who waits at the counter.
    wire_s: float = 5.0
    # "The terminal accepts one client": let it notice that the last connection was closed.
    reopen_s: float = 0.1
    # A terminal that was switched on late is found again without anybody asking.
    hello_again_s: float = 10.0
    # One that was switched off while nothing was asked of it is noticed within about a minute.
    hello_idle_s: float = 60.0

    def __post_init__(self) -> None:
        least, most = _ACK_RANGE_S
        if not least <= self.ack_s <= most:
            raise ValueError(f"ack_s must be {least:g}..{most:g} seconds")
        rest = (self.response_s, self.closing_s, self.inter_byte_s, self.local_response_s)
        hellos = (self.hello_again_s, self.hello_idle_s)
        if min(*rest, self.wire_s, self.reopen_s, *hellos) <= 0:
            raise ValueError("every wait must be longer than nothing")
