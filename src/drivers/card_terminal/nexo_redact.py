"""A nexo exchange as text: what its header in clear says, and how long it was.

The rest of a message is sealed, and is not opened for a log (card-terminal.md section 17). Nobody
has vouched for the header either, so that only what can be one of ours is shown of it.
"""

import re
from typing import Final

from drivers.card_terminal.nexo_json import BadJson, at, decode, text_at
from drivers.card_terminal.nexo_requests import Category

_KINDS: Final = frozenset({"Request", "Response"})
_CATEGORIES: Final = frozenset(category.value for category in Category)
_SERVICE_ID: Final = re.compile(r"[0-9A-Z]{1,10}")


def redact(_direction: object, body: bytes) -> str:
    """The `redact` of a recorder; half a message is told by its length."""
    length = f"{len(body)} bytes"
    try:
        tree = decode(body)
    except BadJson:
        return length
    message = at(tree, "SaleToPOIRequest") or at(tree, "SaleToPOIResponse")
    header = at(message, "MessageHeader")
    category, kind = text_at(header, "MessageCategory"), text_at(header, "MessageType")
    name = text_at(header, "ServiceID")
    if category not in _CATEGORIES or kind not in _KINDS or not _SERVICE_ID.fullmatch(name):
        return length
    return f"{category} {kind} {name}, {length}"
