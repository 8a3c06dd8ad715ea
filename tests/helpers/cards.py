"""ID cards of invented people."""

from datetime import date, datetime

from terminal.domain.id_card import IdCard


def an_id_card(
    born: str = "02291980",
    family: str = "ROSSI",
    given: str = "MARIA",
    expires: date | None = date(2031, 1, 31),
) -> IdCard:
    """A card of the helpers' patient, unless told otherwise; `born` is MMDDCCYY."""
    birth_date = datetime.strptime(born, "%m%d%Y").date()  # noqa: DTZ007  a birth has no zone
    return IdCard("D12345678", family, given, birth_date, expires=expires)
