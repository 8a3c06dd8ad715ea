"""The port to the exchange: inquiry, purchase, return, and what became of a reference.

Rules that hold here (pickup-and-compliance.md section 10; the interface of NPLEx is not public, so
this one is our own and the vendor's gets a module of its own beside it):

1. Every request names our own reference, and may be repeated: the exchange holds one record for it.
2. An answer counts when it is whole, names the same reference and a state that fits what was asked.
   Anything else is silence.
3. Nothing is asked twice under two references. After silence the reference is asked about first.
4. A return of a reference that the exchange does not know is kept by it, so that an inquiry which
   is still on its way finds it withdrawn.
"""

import json
from typing import Any, Final

from sync.http import Exchange, HttpAnswer, HttpRequest, NoAnswer
from sync.pse.messages import Buyer, Inquiry, Product, Purchase, Record, Silence, State

Answer = Record | Silence
MAX_ID: Final = 64
_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}
_REFUSED: Final = frozenset({400, 409, 410, 422})
"""The exchange understood, and says no: a person has to look."""


def inquire(inquiry: Inquiry, *, again: bool) -> Exchange[Answer]:
    """Approved, stopped, or silence. `again`: it may have been asked, so its `ref` comes first."""
    if again:
        held = yield from look_up(inquiry.ref)
        if isinstance(held, Silence) or held.state is not State.UNKNOWN:
            return held
    answer = yield HttpRequest("POST", "inquiries", _encoded(_inquiry(inquiry)), _JSON)
    return _read(answer, inquiry.ref, State.APPROVED, State.STOPPED)


def look_up(ref: str) -> Exchange[Answer]:
    """What the exchange holds under our reference; `UNKNOWN` when it says that it has none."""
    answer = yield HttpRequest("GET", f"transactions/{ref}", b"", _JSON)
    return _read(answer, ref, *State)


def confirm(purchase: Purchase) -> Exchange[Answer]:
    """The sale was made."""
    inquiry = purchase.inquiry
    body = {
        **_inquiry(inquiry),
        "sold_at": purchase.sold_at.isoformat(),
        "offline": purchase.offline,
        "overridden": purchase.overridden,
    }
    target = f"transactions/{inquiry.ref}/purchase"
    answer = yield HttpRequest("PUT", target, _encoded(body), _JSON)
    return _read(answer, inquiry.ref, State.PURCHASED)


def give_back(ref: str) -> Exchange[Answer]:
    """Nothing was sold, or it came back."""
    answer = yield HttpRequest("PUT", f"transactions/{ref}/return", b"{}", _JSON)
    return _read(answer, ref, State.RETURNED)


# --- the wire's own form


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _inquiry(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "ref": inquiry.ref,
        "at": inquiry.at.isoformat(),
        "store": inquiry.store,
        "lane": inquiry.lane,
        "user": inquiry.user,
        "buyer": _buyer(inquiry.buyer),
        "products": [_product(each) for each in inquiry.products],
    }


def _buyer(buyer: Buyer) -> dict[str, str]:
    return {
        "id_type": buyer.id_type,
        "id_number": buyer.id_number,
        "id_jurisdiction": buyer.id_jurisdiction,
        "family": buyer.family,
        "given": buyer.given,
        "address": buyer.address,
        "birth_date": buyer.birth_date.isoformat(),
    }


def _product(product: Product) -> dict[str, str | int]:
    return {
        "gtin": product.gtin,
        "name": product.name,
        "chemical": product.chemical,
        "packages": product.packages,
        "base_ug": product.base_ug,
    }


def _read(answer: HttpAnswer, ref: str, *wanted: State) -> Answer:
    """The record that a whole answer holds (rule 2). Bytes of the outside never raise here."""
    if isinstance(answer, NoAnswer):
        return Silence(answer.reason)
    if answer.status in _REFUSED:
        return Silence(f"the exchange refuses it (status {answer.status})", refused=True)
    if answer.status not in (200, 404):
        return Silence(f"the exchange is in trouble (status {answer.status})")
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return Silence("an answer that cannot be read")
    if not isinstance(body, dict) or body.get("ref") != ref:
        return Silence("an answer about something else")
    exchange_id = body.get("id", "")
    state = next((each for each in State if each.value == body.get("state")), None)
    if state not in wanted or (state is State.UNKNOWN) is not (answer.status == 404):
        return Silence("an answer that does not fit the question")
    if not isinstance(exchange_id, str) or len(exchange_id) > MAX_ID:
        return Silence("an answer with an unusable number")
    return Record(ref, state, exchange_id)
