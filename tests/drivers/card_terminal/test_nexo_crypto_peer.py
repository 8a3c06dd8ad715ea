"""Our seal against the vendor's own: what one closes, the other opens."""

import pytest

from drivers.card_terminal.nexo_crypto import BadSeal, Sealed, envelope, seal, unseal
from nexo_support.bench import KEY, SECRETS
from nexo_support.peer import ask_peer

MESSAGES = [
    '{"SaleToPOIRequest":{"MessageHeader":{"ProtocolVersion":"3.0"}}}',
    "{}",
    "x" * 15,
    "x" * 16,
    "x" * 5000,
    '{"text":"naïve – 日本語 – 💊"}',
]


def of_peer(told: dict[str, dict[str, str]]) -> Sealed:
    trailer = told["SecurityTrailer"]
    return Sealed(
        str(told["NexoBlob"]),
        trailer["Nonce"],
        trailer["Hmac"],
        trailer["KeyIdentifier"],
        str(trailer["KeyVersion"]),
        str(trailer["AdyenCryptoVersion"]),
    )


@pytest.mark.peer
def test_what_the_vendors_library_seals_is_opened_by_driver_and_simulator() -> None:
    for told, message in zip(ask_peer("seal", messages=MESSAGES), MESSAGES, strict=True):
        assert unseal(KEY, of_peer(told)) == message.encode()
        assert SECRETS.open(told) == message.encode()
        nonce_again = seal(KEY, message.encode(), b"\0" * 16)
        assert nonce_again.hmac == told["SecurityTrailer"]["Hmac"]


@pytest.mark.peer
def test_what_driver_and_simulator_seal_is_opened_by_the_vendors_library() -> None:
    nonces = [bytes([n]) * 16 for n in range(len(MESSAGES))]
    ours = [
        envelope({}, seal(KEY, message.encode(), nonce))
        for message, nonce in zip(MESSAGES, nonces, strict=True)
    ]
    theirs = [SECRETS.close(message.encode()) for message in MESSAGES]
    assert ask_peer("unseal", sealed=ours + theirs) == MESSAGES * 2


@pytest.mark.peer
def test_both_refuse_a_changed_signature() -> None:
    whole = envelope({}, seal(KEY, b"{}", b"\1" * 16))
    other = seal(KEY, b"[]", b"\1" * 16)
    trailer = whole["SecurityTrailer"]
    assert isinstance(trailer, dict)
    trailer["Hmac"] = other.hmac
    assert ask_peer("unseal", sealed=[whole]) == [{"refused": "NexoCryptoException"}]
    sealed = seal(KEY, b"{}", b"\1" * 16)
    with pytest.raises(BadSeal):
        unseal(KEY, Sealed(sealed.blob, sealed.nonce, other.hmac, sealed.key_identifier, "1"))
