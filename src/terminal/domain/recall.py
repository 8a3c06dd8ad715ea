"""Recalled lots: what may not leave the store, as rows of package and lot.

Rules that hold here:

1. A row without lots recalls every lot of its packages.
2. A fill whose lot the PhMS does not tell may be of a recalled lot: a pharmacist looks at the bag.
3. A store adds rows as notices come in, with jurisdiction "store": they only stop more.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from terminal.domain.ndc import eleven_digit_readings, typed_readings
from terminal.domain.prescription import Fill
from terminal.domain.rules import Rule, RuleBook


@dataclass(frozen=True, slots=True)
class RecallTerms:
    """`ndcs` with their hyphens, or in the 11 digits of a bill; `lots` as they are printed."""

    ndcs: tuple[str, ...]
    lots: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.ndcs:
            raise ValueError("ndcs: a recall names at least one package")
        for each in self.ndcs:
            if not _elevens(each):
                raise ValueError(f"ndcs: {each} is no NDC with hyphens or of 11 digits")

    def concerns(self, ndc: str) -> bool:
        known = _elevens(ndc)
        return any(_elevens(each) & known for each in self.ndcs)


@dataclass(frozen=True, slots=True)
class Recall:
    """A fill that is, or may be, of a recalled lot."""

    certain: bool
    rules: tuple[Rule[RecallTerms], ...]


def recall_of(fill: Fill, book: RuleBook, day: date) -> Recall | None:
    found = tuple(r for r in book.in_force(RecallTerms, day) if r.terms.concerns(fill.ndc))
    certain = tuple(
        r for r in found if not r.terms.lots or _lot(fill.lot) in map(_lot, r.terms.lots)
    )
    if certain:
        return Recall(True, certain)
    return Recall(False, found) if found and not fill.lot else None


def _lot(text: str) -> str:
    return "".join(text.split()).upper()


@lru_cache(maxsize=1024)
def _elevens(ndc: str) -> frozenset[str]:
    """The billing forms that these digits can be of."""
    if len(ndc) == 11 and ndc.isascii() and ndc.isdigit():
        return frozenset(each.eleven() for each in eleven_digit_readings(ndc)) | {ndc}
    return frozenset(each.eleven() for each in typed_readings(ndc))
