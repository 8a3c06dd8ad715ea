"""What can go wrong between the terminal and a PhMS, as one closed set of kinds.

Rules: an exception of this module carries a kind and a reason in words, never a patient's name, a
body or a header; `Trouble` is raised by the exchanges of a connector and caught in one place, the
runner. Anything else that escapes an exchange is a bug.
"""

from enum import StrEnum


class TroubleKind(StrEnum):
    """The error classes of phms-and-sync.md section 7."""

    UNREACHABLE = "unreachable"  # no answer at all: network, timeout, a cut socket
    BUSY = "busy"  # 408, 425, 429, 5xx: it answers, but not now
    UNAUTHORISED = "unauthorised"  # 401, 403: a person must mend the credentials
    REJECTED = "rejected"  # any other 4xx: asking again gives the same answer
    GARBLED = "garbled"  # 2xx or 3xx with something that is not the answer


class Trouble(Exception):
    """The exchange ended without an answer that can be used."""

    def __init__(
        self,
        kind: TroubleKind,
        reason: str,
        *,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.status = status


class UnreadableResource(ValueError):
    """A resource says something that we cannot take as true, such as half a cent."""
