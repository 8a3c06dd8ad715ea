"""Why an uplink cannot be set up at all, told to the person who set the address."""

from terminal.app.faults import KnownFault


class DemoKeepsToItself(KnownFault):
    """A demo store and an address outside this machine (DESIGN.md section 4)."""

    def __init__(self, what: str = "pharmacy system") -> None:
        super().__init__(
            f"A demo does not talk to a real {what}",
            "The store holds invented people, and the address leads to another computer.",
            f"Use the demo's own {what}, or start without --demo.",
        )


class BadAddress(KnownFault):
    """The address of the pharmacy system, or of another, cannot be used. `why` never quotes it."""

    def __init__(self, why: str, what: str = "pharmacy system") -> None:
        super().__init__(
            f"The address of the {what} cannot be used",
            f"{why[:1].upper()}{why[1:]}.",
            "Correct it in the settings; selling goes on without it.",
        )
