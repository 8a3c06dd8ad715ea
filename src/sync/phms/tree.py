"""Reading FHIR JSON with types: numbers stay decimal, and nothing is assumed to be there.

Rules: whatever the bytes are, `parse` gives an object or raises ValueError; a getter returns None
(or an empty tuple) for what is absent or of another type; money is exact or refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeAlias, cast

import msgspec

from sync.errors import UnreadableResource
from sync.messages import MAX_TEXT

Tree: TypeAlias = Mapping[str, object]

_PART_OF_A_DATE = re.compile(r"[0-9]{4}(-[0-9]{2})?")
MAX_WHOLE = 2**31 - 1  # FHIR R4 integer

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")  # 4.10 stays 4.10


def parse(body: bytes) -> Tree:
    """A JSON object from bytes; ValueError for anything else."""
    try:
        value = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 outside bytes, one kind of error
    return cast("Tree", value)


def render(tree: Tree) -> bytes:
    """JSON bytes, decimals as numbers with their own digits."""
    return _ENCODER.encode(tree)


def text(tree: Tree, key: str) -> str | None:
    """A string that is not empty."""
    value = tree.get(key)
    return value if isinstance(value, str) and value else None


def line(tree: Tree, key: str) -> str | None:
    """A string as one line of a screen or label: blanks collapsed, nothing unprintable."""
    words = " ".join((text(tree, key) or "").split())
    shown = "".join(sign for sign in words if sign.isprintable())
    return (shown if len(shown) <= MAX_TEXT else shown[: MAX_TEXT - 1] + "…") or None


def branch(tree: Tree, key: str) -> Tree:
    """A nested object, empty when absent."""
    value = tree.get(key)
    return cast("Tree", value) if isinstance(value, dict) else {}


def branches(tree: Tree, key: str) -> Sequence[Tree]:
    """The objects of a list."""
    value = tree.get(key)
    if not isinstance(value, list):
        return ()
    return tuple(cast("Tree", item) for item in value if isinstance(item, dict))


def whole_number(tree: Tree, key: str) -> int | None:
    """An integer; 30 and 30.0 alike."""
    value = tree.get(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if not -MAX_WHOLE <= value <= MAX_WHOLE:  # also keeps 1e999999999 from becoming digits
        return None
    return int(value) if value == int(value) else None


def extensions(tree: Tree, url: str) -> Iterator[Tree]:
    """The extensions of one address."""
    return (item for item in branches(tree, "extension") if item.get("url") == url)


def extension(tree: Tree, url: str) -> Tree:
    """The first extension of one address, empty when absent."""
    return next(extensions(tree, url), {})


def identifier(tree: Tree, system: str) -> str | None:
    """The first identifier of a system."""
    return next(identifiers(tree, system), None)


def identifiers(tree: Tree, system: str) -> Iterator[str]:
    """All identifiers of a system."""
    for item in branches(tree, "identifier"):
        value = text(item, "value")
        if item.get("system") == system and value is not None:
            yield value


def reference(tree: Tree, kind: str) -> str | None:
    """The id behind a reference to a resource of one kind, relative or absolute."""
    parts = (text(tree, "reference") or "").split("/")
    if "_history" in parts:
        parts = parts[: parts.index("_history")]
    return parts[-1] if len(parts) >= 2 and parts[-2] == kind else None


def instant(value: str | None) -> datetime | None:
    """A FHIR instant or dateTime with a zone, in UTC."""
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise UnreadableResource("a time that is no time") from error
    if parsed.tzinfo is None:
        raise UnreadableResource("a time without a zone")
    return parsed.astimezone(UTC)


def moment(value: str | None) -> datetime | None:
    """A FHIR dateTime; one without a time of day is the day's first moment in UTC."""
    whole_day = value is not None and len(value) == len("2026-11-20")
    return instant(f"{value}T00:00:00+00:00" if whole_day else value)


def calendar_date(value: str | None) -> date | None:
    """A full FHIR date; a year or a month alone says too little to be one."""
    if value is None or _PART_OF_A_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UnreadableResource("a date that is no full date") from error


def stamp(moment: datetime) -> str:
    """A FHIR instant in UTC, to the millisecond that servers keep."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cents(money: Tree) -> int:
    """Whole cents of a FHIR Money in US dollars; refuses what is not exact."""
    value = money.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadableResource("an amount that is no number")
    if money.get("currency", "USD") != "USD":
        raise UnreadableResource("an amount that is not in US dollars")
    amount = Decimal(value)
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 9:
        raise UnreadableResource("an amount out of range")
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise UnreadableResource("an amount with a part of a cent")
    return int(scaled)


def money(amount_cents: int) -> Tree:
    """A FHIR Money of whole cents, with two places."""
    value = Decimal(amount_cents).scaleb(-2).quantize(Decimal("0.01"))
    return {"value": value, "currency": "USD"}
