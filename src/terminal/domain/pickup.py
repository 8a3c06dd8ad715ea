"""The words of the pickup counter: who picks up, how identity was shown, what was signed."""

from enum import Enum


class Relationship(Enum):
    """Who picks up, by the codes that the PDMP takes (ASAP 4.2 AIR06)."""

    PATIENT = "01"
    PARENT_OR_GUARDIAN = "02"
    SPOUSE = "03"
    CAREGIVER = "04"
    OTHER = "99"


class IdentityMethod(Enum):
    DATE_OF_BIRTH = "date of birth"
    ID_CARD = "id card"
    ADDRESS = "address"
    PHARMACIST = "pharmacist"
    TELEPHONE = "telephone"


class WhyTyped(Enum):
    """Why the number on a bag was typed and its label not scanned."""

    UNREADABLE = "label unreadable"
    NO_SCANNER = "scanner does not work"


class ReleaseBasis(Enum):
    """Why a controlled fill was handed out without an ID on record."""

    CHECKED = "checked by a pharmacist"  # of before the rules of section 7
    KNOWN = "known to the pharmacist"
    BYPASSED = "bypassed"


class Counselling(Enum):
    """A tri-state, never defaulted (pickup-and-compliance.md section 6)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_PRACTICABLE = "not practicable"


class SignatureKind(Enum):
    """What one text is signed for (pickup-and-compliance.md section 5)."""

    THIRD_PARTY = "third party"
    NOTICE = "notice of privacy practices"
    COUNSELLING_REFUSAL = "counselling refusal"
    EASY_OPEN = "easy-open caps"
    DELIVERY = "delivery"


class CapScope(Enum):
    """What a request for easy-open caps is for; the blanket one is the patient's alone."""

    ALL = "all prescriptions"
    THESE = "these prescriptions"


class Unsigned(Enum):
    """Why a text that was due is not signed; the effort or the reason is kept in words."""

    REFUSED = "refused"
    NOT_PRESENT = "patient not present"


class SignedOn(Enum):
    PAD = "pad"
    CARD_TERMINAL = "card terminal"
