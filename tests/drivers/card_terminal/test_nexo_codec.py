"""Seals, numbers, references and replies: byte for byte as documented, and safe from any bytes."""

import base64
import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import new_ref
from drivers.card_terminal.nexo_crypto import BadSeal, Sealed, envelope, key_from, seal, unseal
from drivers.card_terminal.nexo_ids import Attempt, Purpose, attempt_of, service_id
from drivers.card_terminal.nexo_json import (
    BadJson,
    Number,
    amount,
    at,
    cents_of,
    decode,
    encode,
    masked,
    text_at,
)
from drivers.card_terminal.nexo_replies import BadReply, open_reply
from drivers.simulator.nexo_secrets import Secrets
from nexo_support.bench import KEY, KEY_NAME, PASSPHRASE, SECRETS

# card-terminal.md section 13, "Golden".
PLAINTEXT = b'{"SaleToPOIRequest":{"MessageHeader":{"ProtocolVersion":"3.0"}}}'
NONCE = bytes(range(16))
BLOB = (
    "PvbTDkFNHrpSTHJ6bkSBE1qVeOO84tCt4RUPLJM1TgHhtUpIpN79MdqpN7eelp/kzSKPq9bFRHUDnTAObbP0jQlrdrm"
    "N6qspaaS3rrukVVI="
)
HMAC = "XJCJ5t8fmDsoOgoPCGSUfvEUTwebFkyL0NQjZk0jYI4="


def test_the_key_material_is_the_documented_one() -> None:
    assert KEY.hmac_key.hex() == "f49a988768c5f62e09257c82e2886dd78ae4b91c3eae08a34a80cb2448c5c3f4"
    assert (
        KEY.cipher_key.hex() == "bd69364c96491647a8e6e4c93f6468a8c42f68c13ed29608ea2a4a731c72f1d3"
    )
    assert KEY.iv.hex() == "44b7fb85a5686a272d3514d7740f192e"


def test_the_seal_is_the_documented_one_both_ways() -> None:
    sealed = seal(KEY, PLAINTEXT, NONCE)
    assert (sealed.blob, sealed.hmac) == (BLOB, HMAC)
    assert base64.b64decode(sealed.nonce) == NONCE
    assert unseal(KEY, sealed) == PLAINTEXT


@given(plain=st.binary(max_size=200), nonce=st.binary(min_size=16, max_size=16))
@settings(max_examples=50, deadline=None)
def test_what_is_sealed_is_unsealed_here_and_at_the_other_end(plain: bytes, nonce: bytes) -> None:
    sealed = seal(KEY, plain, nonce)
    assert unseal(KEY, sealed) == plain
    assert SECRETS.open(envelope({}, sealed)) == plain


@given(
    field=st.sampled_from(["blob", "nonce", "hmac"]),
    index=st.integers(0, 400),
    flip=st.integers(1, 255),
)
@settings(max_examples=200, deadline=None)
def test_one_changed_bit_anywhere_breaks_the_seal(field: str, index: int, flip: int) -> None:
    sealed = seal(KEY, PLAINTEXT, NONCE)
    raw = bytearray(base64.b64decode(getattr(sealed, field)))
    raw[index % len(raw)] ^= flip
    parts = {name: getattr(sealed, name) for name in Sealed.__dataclass_fields__}
    parts[field] = base64.b64encode(raw).decode()
    with pytest.raises(BadSeal):
        unseal(KEY, Sealed(**parts))


@pytest.mark.parametrize("blob", ["", "AAAA", "not base64!", "QUJD", "é"])
def test_a_blob_that_is_none_breaks_the_seal(blob: str) -> None:
    sealed = seal(KEY, PLAINTEXT, NONCE)
    with pytest.raises(BadSeal):
        unseal(KEY, Sealed(blob, sealed.nonce, sealed.hmac, KEY_NAME, "1"))


@pytest.mark.parametrize(
    "other",
    [
        key_from("another passphrase", KEY_NAME, 1),
        key_from(PASSPHRASE, "other-key", 1),
        key_from(PASSPHRASE, KEY_NAME, 2),
    ],
)
def test_another_key_opens_nothing(other: object) -> None:
    with pytest.raises(BadSeal):
        unseal(KEY, seal(other, PLAINTEXT, NONCE))  # type: ignore[arg-type] # parametrized


@pytest.mark.parametrize("passphrase", ["", "päss"])
def test_a_passphrase_that_libraries_disagree_about_is_refused(passphrase: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        key_from(passphrase, KEY_NAME, 1)


def test_no_repr_shows_a_key_or_a_message() -> None:
    shown = repr(KEY) + repr(seal(KEY, PLAINTEXT, NONCE))
    assert KEY.cipher_key.hex() not in shown
    assert "hmac_key" not in shown
    assert BLOB not in shown


# --- money ---


@given(cents=st.integers(0, 999_999_999))
def test_cents_become_decimal_text_and_come_back_exactly(cents: int) -> None:
    written = encode({"a": amount(cents)})
    assert cents_of(at(decode(written), "a")) == cents
    assert written == f'{{"a":{cents // 100}.{cents % 100:02d}}}'.encode()


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("23.54", 2354),
        ("23.5", 2350),
        ("23", 2300),
        ("23.540", 2354),
        ("0.01", 1),
        ("23.545", None),
        ("-1.00", None),
        ("2.354e1", None),
        ("1E400", None),
        ("12345678.00", None),
        ("9" * 5000, None),
        ('"23.54"', None),
        ("true", None),
    ],
)
def test_an_amount_is_whole_cents_or_nothing(written: str, cents: int | None) -> None:
    assert cents_of(at(decode(b'{"a":' + written.encode() + b"}"), "a")) == cents


# --- JSON ---

TREES = st.recursive(
    st.text(max_size=20) | st.booleans() | st.integers(0, 999_999).map(amount),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(tree=st.dictionaries(st.text(max_size=8), TREES, max_size=5))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_back(tree: dict[str, object]) -> None:
    assert decode(encode(tree)) == tree
    json.loads(encode(tree))  # and by others


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"1", b"\xff", b'{"a":1,"a":2}', b'{"a":NaN}', b"[" * 100_000, b'{"a":' * 50_000],
)
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(BadJson):
        decode(data)


def test_a_text_is_cut_and_cleaned_and_never_holds_a_card_number() -> None:
    tree = {"a": "x\n\x00é" + "y" * 200, "n": Number("1")}
    assert text_at(tree, "a") == "x" + "y" * 63
    assert text_at(tree, "missing", "deeper") == ""
    assert (
        masked("card 4761730000000014 / 4761 7300 0000 0014 refused") == "card **** / **** refused"
    )


# --- references ---

REFS = st.builds(
    new_ref,
    st.text("ABCZabcz0189", min_size=2, max_size=2),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)
ATTEMPTS = st.one_of(
    REFS.map(lambda ref: Attempt(Purpose.CHARGE, ref)),
    REFS.map(lambda ref: Attempt(Purpose.VOID, ref)),
    st.builds(lambda ref, n: Attempt(Purpose.VOID, f"{ref}V{n}"), REFS, st.integers(0, 9)),
)


@given(attempt=ATTEMPTS)
def test_a_reference_is_recovered_from_its_service_id_and_the_other_way(attempt: Attempt) -> None:
    name = service_id(attempt)
    assert len(name) == 10
    assert not name.startswith("Z")
    assert attempt_of(name) == attempt


@given(one=ATTEMPTS, other=ATTEMPTS)
def test_two_attempts_never_share_a_service_id(one: Attempt, other: Attempt) -> None:
    assert (service_id(one) == service_id(other)) == (one == other)


def test_the_last_possible_reference_still_has_a_service_id() -> None:
    last = Attempt(Purpose.VOID, "zz991231999999V9")
    assert attempt_of(service_id(last)) == last
    assert service_id(last) < "H"


@pytest.mark.parametrize(
    "attempt",
    [
        Attempt(Purpose.CHARGE, "10042"),
        Attempt(Purpose.CHARGE, "02260231000001"),
        Attempt(Purpose.CHARGE, "02261120000042V1"),
        Attempt(Purpose.VOID, "02261120000042X1"),
        Attempt(Purpose.CHARGE, "02261120\u0660\u0661\u0662\u0663\u0664\u0665"),
    ],
)
def test_a_reference_of_another_form_has_none(attempt: Attempt) -> None:
    with pytest.raises(ValueError, match=r"."):
        service_id(attempt)


@given(text=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=10, max_size=10))
def test_a_service_id_is_an_attempts_or_nobodys(text: str) -> None:
    try:
        attempt = attempt_of(text)
    except ValueError:
        return
    assert service_id(attempt) == text


@given(chance=st.binary(min_size=8, max_size=8))
def test_a_message_that_charges_nothing_has_a_name_that_no_attempt_has(chance: bytes) -> None:
    name = ids.auxiliary(chance)
    assert len(name) == 10
    with pytest.raises(ValueError, match=r"."):
        attempt_of(name)


def test_a_void_names_its_sale_in_twelve_digits() -> None:
    sale = new_ref("02", date(2026, 11, 20) + timedelta(0), 42)
    assert ids.transaction_number(sale) == "261120000042"
    assert ids.original_ref(f"{sale}V3", "261120000042") == sale


# --- replies ---


def sealed_reply(inner: object) -> bytes:
    plain = json.dumps({"SaleToPOIResponse": inner}).encode()
    return json.dumps({"SaleToPOIResponse": {"MessageHeader": {}, **SECRETS.close(plain)}}).encode()


@given(data=st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_whatever_arrives_is_a_bad_reply_or_a_bad_seal(data: bytes) -> None:
    with pytest.raises((BadReply, BadSeal)):
        open_reply(KEY, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Response",
                    "Result",
                    "PaymentResult",
                    "AmountsResp",
                    "PaymentReceipt",
                    "POIData",
                    "CardData",
                    "MaskedPan",
                    "PaymentInstrumentData",
                    "EntryMode",
                    "MessageHeader",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(body=JSON, category=st.sampled_from(["Payment", "TransactionStatus", "Diagnosis", "Abort"]))
@settings(max_examples=100, deadline=None)
def test_a_sealed_reply_of_any_shape_is_read_or_refused(body: object, category: str) -> None:
    reply = {
        "MessageHeader": {"MessageCategory": category},
        f"{category}Response": {
            "Response": {"Result": "Success"},
            "PaymentResult": body,
            "POIData": body,
            "PaymentReceipt": body,
            "RepeatedMessageResponse": body,
        },
    }
    try:
        open_reply(KEY, sealed_reply(reply))
    except BadReply:
        return


def test_nothing_of_a_card_but_its_last_four_is_kept() -> None:
    card = {"MaskedPan": "4761730000000014", "PaymentBrand": "visa", "ExpiryDate": "1230"}
    extra = "expiryDate=12%2F2030&cardHolderName=JANE+DOE&cardBin=476173&AID=A0000000031010"
    reply = open_reply(
        KEY,
        sealed_reply(
            {
                "MessageHeader": {"MessageCategory": "Payment"},
                "PaymentResponse": {
                    "Response": {"Result": "Success", "AdditionalResponse": extra},
                    "PaymentResult": {"PaymentInstrumentData": {"CardData": card}},
                },
            }
        ),
    )
    assert reply.payment is not None
    assert reply.payment.last4 == "0014"
    assert reply.payment.emv == (("AID", "A0000000031010"),)
    for secret in ("476173", "1230", "2030", "JANE"):
        assert secret not in repr(reply)


def test_the_simulators_seal_is_the_documented_one_too() -> None:
    trailer = {"Nonce": base64.b64encode(NONCE).decode(), "Hmac": HMAC, "KeyIdentifier": KEY_NAME}
    assert SECRETS.open({"NexoBlob": BLOB, "SecurityTrailer": trailer}) == PLAINTEXT
    fixed = Secrets(PASSPHRASE, KEY_NAME, chance=lambda _size: NONCE).close(PLAINTEXT)
    assert (fixed["NexoBlob"], fixed["SecurityTrailer"]["Hmac"]) == (BLOB, HMAC)
