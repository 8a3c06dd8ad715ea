"""A scanner that types: a scan never leaks a key, and a person never loses one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.gate import REPEAT_S
from drivers.scanner.messages import Dropped, Garbage, ScanDropped, ScanGarbage, Scanned
from drivers.scanner.wedge import (
    CHARACTERS_MIN,
    GAP_S,
    SETUP_CODE,
    TOTAL_S,
    TYPIST_GAP_S,
    Keystroke,
    PassOn,
    PrefixLearned,
    Scan,
    Swallow,
    Wedge,
)
from wire_support.slow_line import held_bytes

ENTER = Keystroke("\r", "Enter")
KEYPAD_ENTER = Keystroke("\r", "KP_Enter")
ENDS = [ENTER, KEYPAD_ENTER, Keystroke("\t", "Tab"), Keystroke("\n"), Keystroke("", "Return")]
MARK = Keystroke("~")
F9 = Keystroke("", "F9")


def typed(text: str) -> list[Keystroke]:
    return [Keystroke(character) for character in text]


class Counter:
    """The program behind the wedge: what was delivered to it, and what was scanned."""

    def __init__(self, prefix: str = "~") -> None:
        self.wedge = Wedge(prefix)
        self.now = 100.0
        self.delivered: list[Keystroke] = []
        self.scans: list[object] = []

    def press(self, *keys: Keystroke, gap: float = 0.010) -> "Counter":
        for key in keys:
            self.now += gap
            self._take(self.wedge.feed(key, self.now))
        return self

    def wait(self, seconds: float = 1.0) -> "Counter":
        self.now += seconds
        outcome = self.wedge.tick(self.now)
        if outcome is not None:
            self._take(outcome)
        return self

    def _take(self, outcome: Swallow | PassOn | Scan) -> None:
        match outcome:
            case Scan(event, then):
                self.scans.append(event.data if isinstance(event, Scanned) else event)
                self.delivered += then
            case PassOn(keys):
                self.delivered += keys
            case Swallow():
                return


@pytest.mark.parametrize("end", ENDS)
def test_a_scan_ends_at_each_usual_key_and_leaks_none(end: Keystroke) -> None:
    counter = Counter().press(MARK, *typed("6012345-02"), end)
    assert counter.scans == [b"6012345-02"]
    assert counter.delivered == []


@pytest.mark.parametrize("prefix", ["~", ""])
@pytest.mark.parametrize("second", ENDS)
def test_the_second_half_of_a_crlf_is_swallowed_and_a_persons_enter_is_not(
    prefix: str, second: Keystroke
) -> None:
    counter = Counter(prefix).press(*[MARK] * bool(prefix), *typed("6012345-02"), ENTER, second)
    assert counter.delivered == []
    counter.press(ENTER, gap=TYPIST_GAP_S)
    assert counter.delivered == [ENTER]
    counter.wait().press(*[MARK] * bool(prefix), *typed("6012346-00"), ENTER, F9, ENTER)
    assert counter.delivered == [ENTER, F9, ENTER]
    counter.scans.pop()
    assert counter.scans == [b"6012345-02"]


def test_a_scan_without_terminator_ends_in_time() -> None:
    counter = Counter().press(MARK, *typed("6012345-02"))
    assert counter.wedge.deadline() == counter.now + GAP_S
    counter.wait(GAP_S)
    assert counter.scans == [b"6012345-02"]
    assert counter.delivered == []
    assert counter.wedge.deadline() is None


def test_the_scanner_names_its_symbology_here_too() -> None:
    outcome = Wedge("F13").feed(Keystroke("", "F13"), 1.0)
    assert outcome == Swallow()
    wedge = Wedge("~")
    for key in (MARK, *typed("]E0012345678905")):
        wedge.feed(key, 1.0)
    assert wedge.feed(ENTER, 1.0) == Scan(Scanned("]E0", b"012345678905", 1.0))


def test_a_fast_typist_and_enter_are_no_scan_when_there_is_a_prefix() -> None:
    keys = [*typed("6012345"), ENTER]
    counter = Counter().press(*keys, gap=0.001)
    assert counter.delivered == keys
    assert counter.scans == []


def test_a_prefix_typed_by_hand_is_only_late() -> None:
    counter = Counter().press(MARK, Keystroke("x"), gap=GAP_S * 2).wait()
    assert counter.delivered == [MARK, Keystroke("x")]
    counter = Counter().press(MARK, *typed("abc"), ENTER)
    assert counter.delivered == [MARK, *typed("abc"), ENTER]


def test_a_key_of_a_person_in_the_middle_of_a_scan_is_theirs() -> None:
    held_down = Keystroke("x", repeated=True)
    counter = Counter().press(MARK, *typed("6012"), F9, held_down, *typed("345"), ENTER)
    assert counter.scans == [b"6012345"]
    assert counter.delivered == [F9, held_down]


@pytest.mark.parametrize("prefix", ["", "~"])
def test_a_scanner_presses_shift_for_a_capital_letter(prefix: str) -> None:
    shift = Keystroke("", "Shift")
    begin = [MARK] if prefix else []
    counter = Counter(prefix).press(*begin, shift, *typed("AB"), shift, *typed("C12"), ENTER)
    assert counter.scans == [b"ABC12"]
    assert counter.delivered == [shift, shift]


def test_control_keys_of_a_scanner_are_its_stx_and_gs() -> None:
    counter = Counter("\x02").press(*typed("\x02]d201003\x1d21SER1"), Keystroke("\n"))
    assert counter.scans == [b"01003\x1d21SER1"]
    lock = Keystroke("\x0c", "L")
    counter.press(*typed("\x026012"), lock, *typed("345\r"))
    assert counter.delivered == [lock]
    assert counter.scans[1:] == [b"6012345"]


def test_two_scans_in_a_row_are_two_even_without_a_terminator() -> None:
    mark = Keystroke("", "F13")
    counter = Counter("F13").press(mark, *typed("11111"), mark, *typed("22222")).wait()
    assert counter.scans == [b"11111", b"22222"]
    assert counter.delivered == []


def test_a_printable_prefix_inside_a_label_is_the_labels() -> None:
    assert Counter().press(MARK, *typed("AB~CD"), ENTER).scans == [b"AB~CD"]


def test_the_next_key_of_a_person_follows_a_scan_that_ended_in_time() -> None:
    counter = Counter().press(MARK, *typed("6012345"))
    counter.press(Keystroke("x"), gap=GAP_S)
    assert counter.scans == [b"6012345"]
    assert counter.delivered == [Keystroke("x")]


def test_the_same_label_held_in_front_of_the_scanner_is_one_item() -> None:
    counter = Counter()
    scan = (MARK, *typed("6012345"), ENTER)
    counter.press(*scan).press(*scan)
    counter.wait(REPEAT_S).press(*scan)
    assert counter.scans == [b"6012345", ScanDropped(Dropped.DUPLICATE), b"6012345"]
    assert counter.delivered == []


def test_disarmed_a_scan_is_dropped_and_leaks_none_either() -> None:
    counter = Counter()
    counter.wedge.disarm()
    counter.press(MARK, *typed("6012345"), ENTER)
    counter.wedge.arm()
    counter.press(MARK, *typed("6012345"), ENTER)
    assert counter.scans == [ScanDropped(Dropped.DISARMED), b"6012345"]
    assert counter.delivered == []


def test_a_licence_holds_line_ends_and_ends_in_time() -> None:
    lines = ["@", "ANSI 636000090001DL00310028DLDAQD12345678", "DBB01311970"]
    keys = [key for line in lines for key in (*typed(line), ENTER)]
    counter = Counter().press(MARK, *keys, gap=0.005)
    assert counter.scans == []
    counter.wait()
    assert counter.scans == ["\n".join(lines).encode()]
    assert counter.delivered == []


def test_an_endless_scan_is_told_once_and_leaks_none() -> None:
    counter = Counter().press(MARK, *typed("x" * (SCAN_MAX_BYTES + 500)), gap=0.001)
    assert len(counter.wedge._held) == SCAN_MAX_BYTES
    counter.press(ENTER, MARK, *typed("6012345"), ENTER)
    overlong, scan = counter.scans
    assert isinstance(overlong, ScanGarbage)
    assert overlong.reason is Garbage.OVERLONG
    assert scan == b"6012345"
    assert counter.delivered == []


@pytest.mark.parametrize("prefix", ["a", "7", " ", "Enter", "KP_Enter", "É", "~~", "F36"])
def test_a_key_that_people_use_is_no_prefix(prefix: str) -> None:
    with pytest.raises(ValueError, match="nobody types"):
        Wedge(prefix)


# --- learning the prefix


@pytest.mark.parametrize(
    ("front", "prefix"),
    [
        ([MARK], "~"),
        ([Keystroke("", "F13")], "F13"),
        ([Keystroke("\x02")], "\x02"),
        ([MARK, *typed("]C0")], "~"),
        ([Keystroke("", "F13"), *typed("]A0")], "F13"),
        ([], ""),
        (typed("]C0"), ""),
        (typed("x"), ""),
        (typed("~~"), ""),
        ([Keystroke("", "Escape")], ""),
    ],
)
def test_the_set_up_barcode_teaches_the_prefix(front: list[Keystroke], prefix: str) -> None:
    counter = Counter("").press(*front, *typed(SETUP_CODE), ENTER)
    assert counter.scans == [PrefixLearned(prefix)]
    assert [key for key in counter.delivered if key.in_scan] == []
    if prefix:
        counter.wait().press(*front[:1], *typed("6012345"), ENTER)
        assert counter.scans[1:] == [b"6012345"]


def test_a_key_pressed_long_before_is_no_prefix() -> None:
    counter = Counter("").press(F9).wait().press(*typed(SETUP_CODE), ENTER)
    assert counter.scans == [PrefixLearned("")]


def test_the_set_up_barcode_confirms_a_prefix_that_is_known() -> None:
    counter = Counter("~").press(MARK, *typed(SETUP_CODE), ENTER)
    assert counter.scans == [PrefixLearned("~")]


def test_disarmed_nothing_is_learned() -> None:
    counter = Counter("")
    counter.wedge.disarm()
    counter.press(MARK, *typed(SETUP_CODE), ENTER)
    assert counter.scans == [ScanDropped(Dropped.DISARMED)]


# --- without a prefix there is only the timing


def test_without_a_prefix_fast_keys_are_a_scan() -> None:
    counter = Counter("").press(*typed("6012345"), KEYPAD_ENTER)
    assert counter.scans == [b"6012345"]
    assert counter.delivered == []
    assert Counter("").press(*typed("6012345")).wait().scans == [b"6012345"]


def test_without_a_prefix_a_person_waits_a_moment_and_loses_nothing() -> None:
    keys = [*typed("tylenol"), ENTER]
    counter = Counter("").press(*keys, gap=0.090).wait()
    assert counter.delivered == keys
    assert counter.scans == []


def test_without_a_prefix_few_fast_keys_or_an_arrow_are_a_persons() -> None:
    few = [*typed("123"), ENTER]
    assert Counter("").press(*few).delivered == few
    with_arrow = [*typed("123456"), Keystroke("", "Left")]
    assert Counter("").press(*with_arrow).delivered == with_arrow


def test_a_held_down_key_is_no_scan() -> None:
    keys = [Keystroke("0"), *[Keystroke("0", repeated=True)] * 20, ENTER]
    assert Counter("").press(*keys, gap=0.030).delivered == keys


def test_without_a_prefix_a_long_run_of_keys_is_a_persons_to_its_end() -> None:
    keys = [*typed("y" * int(TOTAL_S / 0.050 + 30)), ENTER]
    counter = Counter("").press(*keys, gap=0.050).wait()
    assert counter.delivered == keys
    assert counter.scans == []


LABELS = st.text("ABC123-+.$/% ]@é", min_size=CHARACTERS_MIN, max_size=20).filter(
    lambda label: label[0] not in "@]"
)
HELD_MAX_BYTES = 12 * SCAN_MAX_BYTES
"""A scan under way is at most so many keys: each an object of text and name."""
PERSON = st.one_of(
    st.sampled_from(
        [ENTER, KEYPAD_ENTER, F9, Keystroke("", "Left"), Keystroke("x", repeated=True)]
    ),
    st.sampled_from("abc012 .").map(Keystroke),
)


@given(before=st.lists(PERSON), label=LABELS, gap=st.floats(0.0, 0.060), after=st.lists(PERSON))
def test_with_a_prefix_a_scan_never_leaks_a_key_and_a_person_loses_none(
    before: list[Keystroke], label: str, gap: float, after: list[Keystroke]
) -> None:
    counter = Counter().press(*before, gap=0.001)
    assert counter.delivered == before
    counter.press(MARK, *typed(label), ENTER, gap=gap)
    assert counter.scans == [label.encode()]
    counter.wait().press(*after, gap=0.001)
    assert counter.delivered == [*before, *after]


@given(
    keys=st.lists(st.one_of(PERSON, st.just(MARK), st.just(Keystroke("", "F13"))), max_size=40),
    gaps=st.lists(st.sampled_from([0.0, 0.02, TYPIST_GAP_S, 0.08, GAP_S, 0.7]), min_size=40),
    prefix=st.sampled_from(["", "~", "F13"]),
)
def test_whatever_is_pressed_no_key_is_delivered_twice_or_out_of_order(
    keys: list[Keystroke], gaps: list[float], prefix: str
) -> None:
    counter = Counter(prefix)
    numbered = [
        Keystroke(key.text, key.name, repeated=key.repeated, origin=number)
        for number, key in enumerate(keys)
    ]
    for key, gap in zip(numbered, gaps, strict=False):
        counter.press(key, gap=gap)
    counter.wait()
    order = [key.origin for key in counter.delivered]
    persons = [key.origin for key in numbered if key.repeated or key.name in ("F9", "Left")]
    assert len(order) == len(set(order))
    assert set(persons) <= set(order)
    if not counter.scans:
        assert sorted(map(str, order)) == sorted(str(number) for number in range(len(keys)))
    if prefix == "":
        assert order == sorted(order, key=lambda origin: int(str(origin)))


ANY_KEY = st.one_of(
    PERSON,
    st.just(MARK),
    st.sampled_from("\x00\x02\x04\x1d\x1e@]~é€\ud800").map(Keystroke),
    st.builds(Keystroke, st.text(max_size=3), st.sampled_from(["", "F13", "Shift", "Enter"])),
)
NOISE = st.lists(ANY_KEY, max_size=60).map(lambda keys: (keys * 70)[:4096])


@settings(deadline=None, max_examples=30)  # thousands of keys each
@given(
    noise=NOISE,
    prefix=st.sampled_from(["", "~", "F13"]),
    gap=st.sampled_from([0.0, 0.01, 0.05, 0.08]),
)
def test_thousands_of_stray_keys_are_not_hoarded_and_the_next_scan_is_one(
    noise: list[Keystroke], prefix: str, gap: float
) -> None:
    counter = Counter(prefix).press(*noise, gap=gap)
    assert held_bytes(counter.wedge) <= HELD_MAX_BYTES
    mark = {"": [], "~": [MARK], "F13": [Keystroke("", "F13")]}
    if not prefix and any(isinstance(scan, PrefixLearned) for scan in counter.scans):
        return  # it was taught one, as rule 5 has it
    counter.wait().scans.clear()
    counter.press(*mark[prefix], *typed("9999999999"), ENTER)
    assert counter.scans == [b"9999999999"]


@given(
    labels=st.lists(st.integers(0, 10**12 - 1).map("{:012}".format), max_size=5, unique=True),
    lost=st.frozensets(st.integers(0, 70), max_size=8),
    prefix=st.sampled_from(["", "~"]),
)
def test_lost_keys_cost_their_own_scan_and_no_other(
    labels: list[str], lost: frozenset[int], prefix: str
) -> None:
    counter, at = Counter(prefix), 0
    for label in [*labels, "9999999999999"]:
        keys = [*[MARK] * bool(prefix), *typed(label), ENTER]
        left = [key for n, key in enumerate(keys, at) if n not in lost]
        at += len(keys)
        counter.scans.clear()
        counter.press(*left).wait()
        assert len(counter.scans) <= 1
        if left == keys:
            assert counter.scans == [label.encode()]


def test_what_is_typed_is_in_no_repr() -> None:
    assert "6" not in repr([Keystroke("6"), PassOn((Keystroke("6"),))])
