"""What a nexo terminal answers, read into values that hold nothing of a card but its last four.

Rules that hold here (card-terminal.md sections 13 and 17):

1. Only the sealed, inner message is read; the header that travels in clear proves nothing.
2. Expiry, cardholder and the first digits are dropped while reading; no value keeps the tree.
3. A reply that cannot be read whole raises `BadReply`, which holds nothing of it.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from drivers.card_terminal import nexo_crypto as crypto
from drivers.card_terminal.nexo_json import (
    BadJson,
    at,
    cents_of,
    decode,
    masked,
    plain,
    text_at,
    whole_text_at,
)

# AdditionalResponse is a query string of the vendor's; it has some dozens of pairs. Its keys are
# not in section 13 (unconfirmed: check with the vendor), so that without them nothing is missing.
_MAX_PAIRS: Final = 200
_WORDS_KEYS: Final = ("message", "refusalReason")
# The vendor's keys for the tags that a receipt shows, under the names of `Result.emv`.
_EMV_KEYS: Final = {
    "AID": "AID",
    "applicationLabel": "APPLAB",
    "applicationPreferredName": "APPPN",
}


class BadReply(Exception):
    """The message is not a reply of this protocol."""


@dataclass(frozen=True, slots=True)
class PoiTransaction:
    """The terminal's own name of a transaction."""

    number: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Response:
    """How the terminal judges a request."""

    result: str
    condition: str
    text: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment's answer; what the terminal did not say is "" or None."""

    response: Response
    ref: str = ""
    poi: PoiTransaction | None = None
    currency: str = ""
    approved_cents: int | None = None
    auth: str = ""
    batch: str = ""
    last4: str = ""
    brand: str = ""
    entries: tuple[str, ...] = ()
    authentications: tuple[str, ...] = ()
    signature_wanted: bool = False
    online: bool | None = None
    emv: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """By which an answer is known."""

    category: str
    kind: str
    service_id: str
    sale_id: str
    poi_id: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The answer of an earlier message, told once more."""

    header: Header
    payment: Payment


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; `payment`, `repeated` and `global_status` by category."""

    header: Header
    response: Response
    payment: Payment | None = None
    repeated: Repeated | None = None
    global_status: str = ""


def open_reply(key: crypto.SealingKey, body: bytes) -> Reply:
    """Unseal and read an answer; `BadSeal` or `BadReply`."""
    try:
        outer = at(decode(body), "SaleToPOIResponse")
        inner = decode(crypto.unseal(key, _sealed(outer)))
    except BadJson:
        raise BadReply from None
    return _reply(at(inner, "SaleToPOIResponse"))


def _sealed(outer: object) -> crypto.Sealed:
    return crypto.Sealed(
        blob=whole_text_at(outer, "NexoBlob"),
        nonce=whole_text_at(outer, "SecurityTrailer", "Nonce"),
        hmac=whole_text_at(outer, "SecurityTrailer", "Hmac"),
        key_identifier=whole_text_at(outer, "SecurityTrailer", "KeyIdentifier"),
        key_version=whole_text_at(outer, "SecurityTrailer", "KeyVersion"),
        crypto_version=whole_text_at(outer, "SecurityTrailer", "AdyenCryptoVersion"),
    )


def _reply(tree: object) -> Reply:
    header = _header(at(tree, "MessageHeader"))
    body = at(tree, f"{header.category}Response")
    response = _response(at(body, "Response"))
    match header.category:
        case "Payment":
            return Reply(header, response, payment=_payment(body, response))
        case "TransactionStatus":
            repeated = at(body, "RepeatedMessageResponse")
            told = None if repeated is None else _repeated(repeated)
            return Reply(header, response, repeated=told)
        case "Diagnosis":
            return Reply(header, response, global_status=text_at(body, "POIStatus", "GlobalStatus"))
        case _:
            return Reply(header, response)


def _repeated(tree: object) -> Repeated:
    body = at(tree, "RepeatedResponseMessageBody", "PaymentResponse")
    return Repeated(
        _header(at(tree, "MessageHeader")), _payment(body, _response(at(body, "Response")))
    )


def _header(tree: object) -> Header:
    return Header(
        category=text_at(tree, "MessageCategory"),
        kind=text_at(tree, "MessageType"),
        service_id=text_at(tree, "ServiceID"),
        sale_id=text_at(tree, "SaleID"),
        poi_id=text_at(tree, "POIID"),
    )


def _response(tree: object) -> Response:
    result = text_at(tree, "Result")
    if not result:
        raise BadReply
    condition = text_at(tree, "ErrorCondition")
    pairs = _pairs(tree)
    words = next((pairs[key] for key in _WORDS_KEYS if key in pairs), "")
    return Response(result, condition, plain(masked(words)) or condition)


def _payment(body: object, response: Response) -> Payment:
    result = at(body, "PaymentResult")
    card = at(result, "PaymentInstrumentData", "CardData")
    acquirer = at(result, "PaymentAcquirerData")
    amounts = at(result, "AmountsResp")
    pairs = _pairs(at(body, "Response"))
    online = at(result, "OnlineFlag")
    return Payment(
        response,
        ref=text_at(body, "SaleData", "SaleTransactionID", "TransactionID"),
        poi=_poi_transaction(at(body, "POIData", "POITransactionID")),
        currency=text_at(amounts, "Currency"),
        approved_cents=cents_of(at(amounts, "AuthorizedAmount")),
        auth=text_at(acquirer, "ApprovalCode"),
        batch=text_at(body, "POIData", "POIReconciliationID"),
        last4=_last4(whole_text_at(card, "MaskedPan")),
        brand=text_at(card, "PaymentBrand"),
        entries=_texts(at(card, "EntryMode")),
        authentications=_texts(at(result, "AuthenticationMethod")),
        signature_wanted=_signature_wanted(at(body, "PaymentReceipt")),
        online=online if isinstance(online, bool) else None,
        emv=tuple(sorted((tag, pairs[key]) for key, tag in _EMV_KEYS.items() if key in pairs)),
    )


def _poi_transaction(tree: object) -> PoiTransaction | None:
    number, stamp = whole_text_at(tree, "TransactionID"), whole_text_at(tree, "TimeStamp")
    # A name that would have to be cut or cleaned is not one that the terminal would know again.
    whole = number == plain(number) != "" and stamp == plain(stamp) != ""
    return PoiTransaction(number, stamp) if whole else None


def _last4(masked_pan: str) -> str:
    last = masked_pan.strip()[-4:]
    return last if len(last) == 4 and last.isascii() and last.isdigit() else ""


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in map(plain, values) if text)


def _signature_wanted(receipts: object) -> bool:
    listed = receipts if isinstance(receipts, list) else []
    return any(at(receipt, "RequiredSignatureFlag") is True for receipt in listed)


def _pairs(response: object) -> dict[str, str]:
    """The wanted pairs of AdditionalResponse; none of the others is kept."""
    try:
        found = parse_qs(whole_text_at(response, "AdditionalResponse"), max_num_fields=_MAX_PAIRS)
    except ValueError:
        return {}
    wanted = (*_WORDS_KEYS, *_EMV_KEYS)
    return {key: plain(found[key][0]) for key in wanted if key in found and plain(found[key][0])}
