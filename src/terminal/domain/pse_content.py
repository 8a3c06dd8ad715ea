"""How much listed chemical is in a package: pseudoephedrine, ephedrine, phenylpropanolamine.

Rules that hold here (pickup-and-compliance.md section 9.2):

1. The law counts base, the box names salt: the factor is that of the salt, to five places. 0.82
   and 0.77 are wrong in both directions.
2. Whole numbers only, in units of 1e-5 microgram of base; nothing is rounded, least of all by
   tablet.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final, NewType

BaseE5 = NewType("BaseE5", int)
"""Base in units of 1e-5 microgram."""
PER_MG: Final = 100_000_000
"""Units of `BaseE5` in a milligram."""
MAX_UNIT_UG: Final = 1_000_000
"""A gram in one tablet or millilitre is a slip; the strongest tablet holds 240 mg."""
MAX_UNITS: Final = 1_000
"""Tablets or millilitres of one retail package."""


class Chemical(Enum):
    """The listed chemicals of 21 USC 802(34) that are sold over the counter, 802(45)."""

    PSE = "pseudoephedrine"
    EPH = "ephedrine"
    PPA = "phenylpropanolamine"


class Salt(Enum):
    HCL = "hydrochloride"
    SULFATE = "sulfate"


class PackForm(Enum):
    """What one unit is: one piece, or one millilitre."""

    TABLET = "tablet"
    GELCAP = "gelcap"
    LIQUID = "liquid"


FACTORS_E5: Final = {
    (Chemical.PSE, Salt.HCL): 81_923,
    (Chemical.EPH, Salt.HCL): 81_923,
    (Chemical.PSE, Salt.SULFATE): 77_115,
    (Chemical.EPH, Salt.SULFATE): 77_115,
    (Chemical.PPA, Salt.HCL): 80_571,
}
"""Mass of base to mass of salt, times 100,000 (section 9.2; PPA: check with DEA's tables)."""


@dataclass(frozen=True, slots=True)
class PseContent:
    """What one package of an item holds."""

    chemical: Chemical
    salt: Salt
    unit_ug: int
    """Micrograms of salt in one tablet, gelcap or millilitre."""
    units: int
    """Tablets, gelcaps or millilitres in the package."""
    form: PackForm = PackForm.TABLET

    def __post_init__(self) -> None:
        if (self.chemical, self.salt) not in FACTORS_E5:
            raise ValueError(
                f"no factor is known for {self.chemical.value} {self.salt.value}: its base cannot"
                " be counted"
            )
        if not 1 <= self.unit_ug <= MAX_UNIT_UG:
            raise ValueError(f"a unit holds 1 to {MAX_UNIT_UG} micrograms of salt")
        if not 1 <= self.units <= MAX_UNITS:
            raise ValueError(f"a package holds 1 to {MAX_UNITS} tablets, gelcaps or millilitres")

    @property
    def salt_ug(self) -> int:
        return self.unit_ug * self.units

    @property
    def base(self) -> BaseE5:
        return BaseE5(self.salt_ug * FACTORS_E5[self.chemical, self.salt])

    @property
    def pieces(self) -> int:
        """Tablets and gelcaps; a liquid has none."""
        return 0 if self.form is PackForm.LIQUID else self.units


def base_of_mg(milligrams: int) -> BaseE5:
    return BaseE5(milligrams * PER_MG)
