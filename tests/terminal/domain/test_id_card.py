"""What a licence says: each version, damaged separators, and never half a card."""

import re
from dataclasses import dataclass, fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.id_card import CARD_MAX_BYTES, IdCard, IdCardTrouble, is_id_card, read_id_card

VECTOR = (
    b"@\n\x1e\rANSI 636000090001DL00310127DLDAQD12345678\nDCSPUBLIC\nDACJOHN\nDADQUINCY\n"
    b"DBB01311970\nDBA01312035\nDBC1\nDAG789 E OAK ST\nDAIANYTOWN\nDAJVA\nDAK222010000  \n"
    b"DCGUSA\r"
)
"""The vector of scanners-printers-displays.md section 8: nobody's licence."""
PUBLIC = IdCard(
    number="D12345678",
    family="PUBLIC",
    given="JOHN",
    middle="QUINCY",
    birth_date=date(1970, 1, 31),
    expires=date(2035, 1, 31),
    street="789 E OAK ST",
    city="ANYTOWN",
    jurisdiction="VA",
    postal_code="22201",
    country="USA",
)


@dataclass(frozen=True)
class Printed:
    """A card as a jurisdiction prints it; this generator shares nothing with the reader."""

    version: int
    elements: tuple[tuple[str, str], ...]
    jurisdiction_subfile: str = ""
    kind: str = "DL"

    def barcode(self) -> bytes:
        bodies = [self.kind + "\n".join(name + value for name, value in self.elements) + "\r"]
        if self.jurisdiction_subfile:
            bodies.append(f"ZVZVA{self.jurisdiction_subfile}\r")
        owner = "" if self.version == 1 else "01"
        head = f"@\n\x1e\rANSI 636000{self.version:02}{owner}{len(bodies):02}"
        offset, entries = len(head) + 10 * len(bodies), ""
        for body in bodies:
            entries += f"{body[:2]}{offset:04}{len(body):04}"
            offset += len(body)
        return (head + entries + "".join(bodies)).encode("latin-1")


def printed(version: int = 9, **elements: str) -> bytes:
    return Printed(version, tuple(elements.items())).barcode()


def read(data: bytes) -> IdCard:
    card = read_id_card(data)
    assert isinstance(card, IdCard)
    return card


def test_the_vector_of_the_document() -> None:
    assert len(VECTOR) == 158
    assert read_id_card(VECTOR) == PUBLIC
    assert is_id_card(VECTOR)


def test_the_vector_drawn_as_a_barcode_and_read_by_a_foreign_reader() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    drawn = zxingcpp.create_barcode(VECTOR.decode("ascii"), zxingcpp.BarcodeFormat.PDF417)
    (seen,) = zxingcpp.read_barcodes(drawn.to_image(scale=4))
    assert read_id_card(bytes(seen.bytes)) == PUBLIC


def test_a_card_of_the_year_2000_has_one_name_and_dates_by_year() -> None:
    card = read(
        printed(1, DAQ="0123456789ABC", DAA="PUBLIC,JOHN,Q", DBA="20011201", DBB="19761123")
    )
    assert (card.family, card.given, card.middle) == ("PUBLIC", "JOHN", "Q")
    assert (card.birth_date, card.expires) == (date(1976, 11, 23), date(2001, 12, 1))
    assert card.country == ""


@pytest.mark.parametrize("given", ["JOHN QUINCY", "JOHN,QUINCY"])
@pytest.mark.parametrize("version", [2, 3])
def test_versions_two_and_three_give_the_given_names_together(version: int, given: str) -> None:
    card = read(printed(version, DAQ="1", DCS="PUBLIC", DCT=given, DBB="01311970"))
    assert (card.given, card.middle) == ("JOHN", "QUINCY")


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
def test_every_version_is_read(version: int) -> None:
    assert read(printed(version, DAQ="A1", DCS="X", DBB="01311970")).number == "A1"


def test_an_oldest_card_with_the_newer_header_is_read_too() -> None:
    newer = printed(2, DAQ="A1", DBB="19700131")
    assert read(newer.replace(b"63600002", b"63600001")).birth_date == date(1970, 1, 31)


def test_a_canadian_card_has_dates_by_year_and_names_with_accents() -> None:
    card = read(
        printed(8, DAQ="Q1", DCS="LÉVESQUE", DAC="ZOÉ", DBB="19901231", DAJ="QC", DCG="CAN")
    )
    assert (card.family, card.given, card.birth_date) == ("LÉVESQUE", "ZOÉ", date(1990, 12, 31))
    in_utf_8 = printed(DAQ="1", DBB="01311970", DCS="É").decode("latin-1").encode()
    assert read(in_utf_8).family == "É"


def test_an_enhanced_card_and_an_identity_card_are_cards() -> None:
    for kind in ("ID", "EN"):
        paper = Printed(9, (("DAQ", "7"), ("DBB", "01311970")), kind=kind)
        assert read(paper.barcode()).number == "7"


def test_what_a_jurisdiction_leaves_out_is_empty() -> None:
    card = read(printed(DAQ="1", DBB="01311970", DAD="NONE", DAG="unavl", DAK="K1A 0B1"))
    assert (card.middle, card.street, card.postal_code, card.expires) == ("", "", "K1A 0B1", None)


@pytest.mark.parametrize(
    ("printed_zip", "zip_code"),
    [("222010000  ", "22201"), ("222011234", "22201-1234"), ("22201", "22201")],
)
def test_a_zip_code_loses_its_unknown_rest(printed_zip: str, zip_code: str) -> None:
    assert read(printed(DAQ="1", DBB="01311970", DAK=printed_zip)).postal_code == zip_code


# --- refused


@pytest.mark.parametrize("data", [b"", b"@", b"6012345", b"@\n\x1e\rAAMV636000", b"%BCVICTORIA^"])
def test_another_code_is_no_card(data: bytes) -> None:
    assert read_id_card(data) is IdCardTrouble.NOT_A_CARD


def test_more_than_a_barcode_holds_is_no_card() -> None:
    assert read_id_card(VECTOR + b" " * CARD_MAX_BYTES) is IdCardTrouble.NOT_A_CARD


@pytest.mark.parametrize("missing", ["DAQ", "DBB"])
@pytest.mark.parametrize("value", [None, "", "NONE"])
def test_a_card_without_number_or_birth_is_refused(missing: str, value: str | None) -> None:
    elements = {"DAQ": "1", "DCS": "PUBLIC", "DBB": "01311970"}
    del elements[missing]
    if value is not None:
        elements[missing] = value
    assert read_id_card(printed(9, **elements)) is IdCardTrouble.NO_NUMBER_OR_BIRTH


@pytest.mark.parametrize(
    "dates",
    [
        {"DBB": "02301970"},
        {"DBB": "13011970"},
        {"DBB": "19701301"},
        {"DBB": "01311870"},
        {"DBB": "1311970"},
        {"DBB": "0131197O"},
        {"DBB": "01311970", "DBA": "soon"},
        {"DBB": "01311970", "DBA": "01311970"},
    ],
)
def test_a_date_that_is_none_is_refused(dates: dict[str, str]) -> None:
    assert read_id_card(printed(9, DAQ="1", **dates)) is IdCardTrouble.BAD_DATE


def test_a_card_value_that_cannot_be_is_not_made() -> None:
    with pytest.raises(ValueError, match="number"):
        IdCard(number=" ", family="", given="", birth_date=date(1970, 1, 1))
    with pytest.raises(ValueError, match="birth"):
        IdCard("1", "", "", date(1970, 1, 1), expires=date(1970, 1, 1))


# --- damaged on the way

DAMAGES = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "no RS": lambda data: data.replace(b"\x1e", b""),
    "no CR": lambda data: data.replace(b"\r", b""),
    "no LF": lambda data: data.replace(b"\n", b""),
    "CR for LF": lambda data: data.replace(b"\n", b"\r"),
    "spaces": lambda data: data.translate(bytes.maketrans(b"\n\r\x1e", b"   ")),
    "nothing left": lambda data: data.translate(None, b"\n\r\x1e"),
    "suffix": lambda data: data + b"\r\n",
    "AAMVA in front": lambda data: data.replace(b"ANSI ", b"AAMVA"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_separators_lose_nothing(damage: str) -> None:
    assert read_id_card(DAMAGES[damage](VECTOR)) == PUBLIC


@pytest.mark.parametrize("damage", ["no LF", "nothing left", "spaces"])
def test_a_second_subfile_does_not_disturb(damage: str) -> None:
    data = Printed(9, (("DAQ", "7"), ("DBB", "01311970")), jurisdiction_subfile="01").barcode()
    assert read(DAMAGES[damage](data)).birth_date == date(1970, 1, 31)


@pytest.mark.parametrize(
    ("family", "damage"),
    [("MACDADE", "nothing left"), ("DACOSTA", "no LF"), ("VAN DACK", "spaces")],
)
def test_a_name_that_holds_the_mark_of_an_element_is_refused_not_guessed(
    family: str, damage: str
) -> None:
    data = printed(DAQ="1", DCS=family, DAC="JO", DAD="X", DBB="01311970")
    assert read(data).family == family
    assert read_id_card(DAMAGES[damage](data)) is IdCardTrouble.RUN_TOGETHER


@pytest.mark.parametrize("damage", ["no LF", "nothing left"])
def test_a_licence_of_class_d_is_read_although_two_elements_seem_to_overlap(damage: str) -> None:
    data = printed(9, DAQ="1", DCS="X", DCA="D", DCB="K", DCD="PH", DBB="01311970", DDC="06062020")
    assert b"DCADDCBK" in DAMAGES[damage](data)
    assert read_id_card(DAMAGES[damage](data)) == read(data)


def test_a_card_that_looks_like_too_many_others_is_refused() -> None:
    data = printed(9, DAQ="1", DCS="DACDADDAGDAIDAJ", DBB="01311970")
    assert read_id_card(DAMAGES["nothing left"](data)) is IdCardTrouble.RUN_TOGETHER


def test_a_code_made_of_nothing_but_marks_costs_no_time() -> None:
    marks = "DCADDCB" * 500
    lost = len(marks) // 7 * 3 - 2
    code = f"@ANSI 636000090001DL0031{len(marks) + 2 + lost:04}DL{marks}".encode()
    assert read_id_card(code) is IdCardTrouble.RUN_TOGETHER


def test_the_oldest_cards_are_not_read_by_their_spaces() -> None:
    data = printed(1, DAQ="1", DAA="PUBLIC,JOHN", DAI="WEST DANBURY", DBB="19700131")
    assert read_id_card(DAMAGES["spaces"](data)) is IdCardTrouble.RUN_TOGETHER
    assert read_id_card(DAMAGES["nothing left"](data)) in (read(data), IdCardTrouble.RUN_TOGETHER)


NAMES = (
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-", min_size=1, max_size=16)
    .map(lambda name: "X" + name + "X")
    .filter(lambda name: not re.search(r" [DZ][A-Z]{2}", name))
)
"""No word like the name of an element: with spaces for separators nothing tells it apart."""
DAYS = st.dates(date(1900, 1, 1), date(2020, 12, 31))
WHOLE = st.fixed_dictionaries(
    {
        "DAQ": st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=25),
        "DCS": NAMES,
        "DAC": NAMES,
        "DAD": NAMES,
        "DBB": DAYS,
        "DBA": st.dates(date(2021, 1, 1), date(2099, 12, 31)),
        "DAG": NAMES,
        "DAI": NAMES,
        "DAJ": st.sampled_from(["VA", "NY", "ON"]),
        "DCG": st.sampled_from(["USA", "CAN"]),
    }
)
CARDS = st.tuples(WHOLE, st.integers(2, 12), st.sampled_from(["", "01", "ANYTHING"]), st.booleans())


def on_paper(
    drawn: tuple[dict[str, object], int, str, bool],
) -> tuple[Printed, IdCard]:
    elements, version, own, by_year = drawn
    form = "%Y%m%d" if by_year else "%m%d%Y"
    texts = {
        name: value.strftime(form).zfill(8) if isinstance(value, date) else str(value)
        for name, value in elements.items()
    }
    born, expires = elements["DBB"], elements["DBA"]
    assert isinstance(born, date)
    assert isinstance(expires, date)
    card = IdCard(
        number=texts["DAQ"],
        family=texts["DCS"],
        given=texts["DAC"],
        middle=texts["DAD"],
        birth_date=born,
        expires=expires,
        street=texts["DAG"],
        city=texts["DAI"],
        jurisdiction=texts["DAJ"],
        country=texts["DCG"],
    )
    return Printed(version, tuple(texts.items()), own), card


@given(drawn=CARDS)
def test_what_was_printed_is_what_is_read(drawn: tuple[dict[str, object], int, str, bool]) -> None:
    paper, card = on_paper(drawn)
    assert read_id_card(paper.barcode()) == card


@given(drawn=CARDS, damage=st.sampled_from(sorted(DAMAGES)))
def test_a_damaged_card_reads_the_same_or_not_at_all(
    drawn: tuple[dict[str, object], int, str, bool], damage: str
) -> None:
    paper, card = on_paper(drawn)
    assert read_id_card(DAMAGES[damage](paper.barcode())) in (card, *IdCardTrouble)


@given(drawn=CARDS, damage=st.sampled_from(sorted(DAMAGES)), kept=st.floats(0, 1))
def test_a_card_cut_short_is_the_whole_card_or_none(
    drawn: tuple[dict[str, object], int, str, bool], damage: str, kept: float
) -> None:
    paper, card = on_paper(drawn)
    whole = DAMAGES[damage](paper.barcode())
    assert read_id_card(whole[: int(len(whole) * kept)]) in (card, *IdCardTrouble)


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_cut_of_the_vector_is_refused_up_to_its_last_separators(damage: str) -> None:
    whole = DAMAGES[damage](VECTOR)
    readings = [read_id_card(whole[:length]) for length in range(len(whole) + 1)]
    first = next(place for place, reading in enumerate(readings) if isinstance(reading, IdCard))
    assert whole[:first].rstrip(b"\r\n ").endswith(b"DCGUSA")
    assert set(readings[first:]) == {PUBLIC}


@given(data=st.binary(max_size=600), after_header=st.booleans())
def test_no_bytes_raise(data: bytes, after_header: bool) -> None:
    start = VECTOR[:31] if after_header else b""
    assert read_id_card(start + data) is not None


# --- of age, and not in a log


def test_a_card_is_good_on_its_last_day() -> None:
    assert not PUBLIC.expired_on(date(2035, 1, 31))
    assert PUBLIC.expired_on(date(2035, 2, 1))
    endless = read(printed(DAQ="1", DBB="01311970"))
    assert not endless.expired_on(date(2199, 1, 1))


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2005, 6, 15), date(2026, 6, 14), 20),
        (date(2005, 6, 15), date(2026, 6, 15), 21),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_is_counted_in_full_years(born: date, day: date, years: int) -> None:
    assert IdCard("1", "", "", born).age_on(day) == years


def test_an_id_card_is_no_licence() -> None:
    elements = ("DAQ", "1"), ("DBB", "01011970")
    assert not read(Printed(9, elements, kind="ID").barcode()).licence
    assert read(Printed(9, elements).barcode()).licence


def test_nothing_of_a_person_is_in_the_repr() -> None:
    shown = repr(PUBLIC)
    personal = {field.name for field in fields(IdCard)} - {"jurisdiction", "country", "licence"}
    assert not [name for name in personal if str(getattr(PUBLIC, name)) in shown]


def test_the_letters_of_the_own_subfile_inside_a_name_are_no_id() -> None:
    """Bug: without separators and without its last sign, the city of this card was read as X."""
    cut = (
        b"@ANSI 636000020102DL00410080ZV01210008DLDAQ0DCSXAXDACXAXDADXAXDBB01012000DBA01012021"
        b"DAGXAXDAIXZVXDAJVADCGUSAZVZVA0"
    )
    assert isinstance(read_id_card(cut), IdCardTrouble)
