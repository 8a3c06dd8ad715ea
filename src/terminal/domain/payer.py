"""Who pays for a fill beside the patient, as the PhMS and the claim name it."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_WORD: Final = re.compile(r"[0-9a-z]+")


class PayerKind(Enum):
    CASH = "cash"
    COMMERCIAL = "commercial"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    OTHER_FEDERAL = "other federal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Payer:
    """`bin`, `pcn` and `group` are those of the claim (NCPDP 101-A1, 104-A4, 301-C1)."""

    kind: PayerKind = PayerKind.UNKNOWN
    name: str = ""
    bin: str = ""
    pcn: str = ""
    group: str = ""

    def is_called(self, name: str) -> bool:
        """Whether the words of `name` stand together in the payer's: `CVS Caremark` is Caremark."""
        wanted, own = _words(name), _words(self.name)
        places = range(len(own) - len(wanted) + 1)
        return bool(wanted) and any(own[at : at + len(wanted)] == wanted for at in places)


NOT_TOLD: Final = Payer()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
