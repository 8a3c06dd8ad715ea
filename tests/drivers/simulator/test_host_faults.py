"""A faulty cable: what each fault does to the bytes, and the same on a real port."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.simulator.faults import PERFECT, SPLIT_PAUSE_S, FaultyLine, LinkFaults
from drivers.simulator.host import SimulatorHost, listen
from drivers.wire.errors import WireLost
from drivers.wire.transport import Transport, open_url

PATIENCE_S = 30.0
MESSAGE = b"0123456789"


def through(faults: LinkFaults, data: bytes = MESSAGE, now: float = 0.0) -> bytes:
    line = FaultyLine(faults)
    line.feed(data, 0.0)
    return line.due(now)


def test_a_perfect_cable_carries_everything_at_once() -> None:
    assert through(PERFECT) == MESSAGE


def test_a_splitting_cable_gives_one_byte_at_a_time() -> None:
    line = FaultyLine(LinkFaults(byte_by_byte=True))
    line.feed(MESSAGE, 0.0)
    assert [line.due(0.0) for _ in range(11)] == [*(bytes((byte,)) for byte in MESSAGE), b""]


def test_a_gluing_cable_holds_the_first_piece_until_the_others_are_there() -> None:
    line = FaultyLine(LinkFaults(glue_s=0.1))
    line.feed(b"012", 0.0)
    line.feed(b"345", 0.05)
    assert line.due(0.09) == b""
    assert line.due(0.1) == b"012345"


def test_a_slow_cable_delays_and_keeps_the_order() -> None:
    line = FaultyLine(LinkFaults(delay_s=1.0))
    line.feed(b"01", 0.0)
    line.feed(b"23", 0.5)
    assert line.due(0.9) == b""
    assert line.due(1.0) == b"01"
    assert line.due(1.5) == b"23"


def test_a_lossy_cable_drops_and_a_noisy_one_flips_a_bit() -> None:
    assert through(LinkFaults(drop_at=frozenset({0, 9}))) == b"12345678"
    assert through(LinkFaults(corrupt_at=frozenset({1}))) == b"0023456789"


def test_a_stalling_cable_stops_at_its_byte_and_goes_on_later() -> None:
    line = FaultyLine(LinkFaults(stall_at=4, stall_s=2.0))
    line.feed(MESSAGE, 0.0)
    assert line.due(1.9) == b"0123"
    assert line.due(2.0) == b"456789"
    assert line.drained()


@pytest.mark.parametrize("count", [0, 1, 9, 10])
def test_a_cable_pulled_at_a_byte_carries_exactly_those_before_it(count: int) -> None:
    line = FaultyLine(LinkFaults(unplug_at=count))
    assert not line.cut
    line.feed(MESSAGE, 0.0)
    assert line.due(0.0) == MESSAGE[:count]
    assert line.cut


@pytest.mark.parametrize("fault", [{"delay_s": -1.0}, {"stall_at": -1}, {"drop_at": {-2}}])
def test_an_impossible_fault_cannot_be_made(fault: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        LinkFaults(**fault)  # type: ignore[arg-type]


class Talker:
    """Says what it is given, keeps what it hears, and remembers who was there."""

    def __init__(self, words: bytes = b"") -> None:
        self.words = bytearray(words)
        self.heard = bytearray()
        self.presence: list[bool] = []

    def connected(self, now: float) -> None:
        self.presence.append(True)

    def disconnected(self, now: float) -> None:
        self.presence.append(False)

    def receive(self, data: bytes, now: float) -> None:
        self.heard += data

    def tick(self, now: float) -> None:
        pass

    def outgoing(self) -> bytes:
        if self.presence[-1:] != [True]:
            return b""
        said = bytes(self.words)
        self.words.clear()
        return said


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.001)


def read_all(wire: Transport, length: int) -> bytes:
    data = b""
    give_up = time.monotonic() + PATIENCE_S
    while len(data) < length:
        assert time.monotonic() < give_up, "the bytes did not come"
        data += wire.read(length, 0.05)
    return data


@pytest.fixture(params=["pty:", "tcp://127.0.0.1:0"])
def plug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_terminal_gets_what_was_said_before_the_cable_was_pulled_and_then_a_loss(
    plug: str,
) -> None:
    talker = Talker()
    with SimulatorHost(talker, plug, to_terminal=LinkFaults(unplug_at=6)) as host:
        wire = open_url(host.url)
        try:
            until(lambda: talker.presence == [True])
            host.call(lambda: talker.words.extend(MESSAGE))
            assert read_all(wire, 6) == MESSAGE[:6]
            with pytest.raises(WireLost):
                wire.read(10, PATIENCE_S)
        finally:
            wire.close()


@pytest.mark.parametrize("count", range(11))
def test_a_cable_pulled_under_a_command_gives_the_device_exactly_the_bytes_before(
    plug: str, count: int
) -> None:
    talker = Talker()
    with SimulatorHost(talker, plug, from_terminal=LinkFaults(unplug_at=count)) as host:
        wire = open_url(host.url)
        try:
            until(lambda: talker.presence == [True])
            wire.write(MESSAGE)
            until(lambda: talker.presence == [True, False])
        finally:
            wire.close()
    assert bytes(talker.heard) == MESSAGE[:count]


def test_a_large_answer_goes_through_a_splitting_cable_whole(plug: str) -> None:
    talker = Talker()
    answer = bytes(range(256)) * 2
    with SimulatorHost(talker, plug, to_terminal=LinkFaults(byte_by_byte=True)) as host:
        wire = open_url(host.url)
        try:
            host.call(lambda: talker.words.extend(answer))
            assert read_all(wire, len(answer)) == answer
        finally:
            wire.close()


def test_a_second_client_is_refused_while_the_first_is_served() -> None:
    talker = Talker()
    with SimulatorHost(talker, "tcp://127.0.0.1:0") as host:
        first, second = open_url(host.url), open_url(host.url)
        try:
            with pytest.raises(WireLost):
                second.read(1, 1.0)
            first.write(b"still here")
            until(lambda: bytes(talker.heard) == b"still here")
        finally:
            first.close()
            second.close()


def test_a_client_that_hangs_up_and_calls_again_at_once_is_served_as_a_new_one() -> None:
    talker = Talker()
    with SimulatorHost(talker, "tcp://127.0.0.1:0", visitor=bytes.upper) as host:
        for _ in range(30):
            wire = open_url(host.url)
            wire.write(b"x")
            wire.close()
        until(lambda: talker.presence == [True, False] * 30)
    assert talker.heard == b"x" * 30


def test_a_visitor_answers_a_second_client_on_the_side() -> None:
    talker = Talker()
    with SimulatorHost(talker, "tcp://127.0.0.1:0", visitor=bytes.upper) as host:
        first, second = open_url(host.url), open_url(host.url)
        try:
            second.write(b"cancel")
            assert read_all(second, 6) == b"CANCEL"
        finally:
            first.close()
            second.close()
    assert talker.heard == b""


def test_a_call_returns_its_result_and_raises_its_error() -> None:
    empty: dict[str, int] = {}
    with SimulatorHost(Talker(b"abc")) as host:
        assert host.call(lambda: 42) == 42
        with pytest.raises(KeyError):
            host.call(lambda: empty["missing"])


def test_a_replugged_pty_has_a_new_name_and_a_network_device_keeps_its_port() -> None:
    with SimulatorHost(Talker()) as host:
        before = host.url
        wire = open_url(before)
        host.unplug()
        host.replug()
        after = host.url
        wire.close()
        assert after != before
    with SimulatorHost(Talker(), "tcp://127.0.0.1:0") as host:
        before = host.url
        host.unplug()
        host.replug()
        assert host.url == before


def test_an_unknown_plug_is_refused() -> None:
    with pytest.raises(ValueError, match="listens at"):
        listen("usb:1234")


# --- knobs that are turned while the cable is in use (section 21)


def test_a_stuttering_cable_says_a_byte_twice() -> None:
    assert through(LinkFaults(duplicate_at=frozenset({0, 9}))) == b"001234567899"
    assert through(LinkFaults(duplicate_chance=1.0)) == bytes(
        b for byte in MESSAGE for b in (byte, byte)
    )


def test_chance_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    long = MESSAGE * 100
    first = through(LinkFaults(drop_chance=0.2, seed=1), long)
    assert first == through(LinkFaults(drop_chance=0.2, seed=1), long)
    assert first != through(LinkFaults(drop_chance=0.2, seed=2), long)
    assert 700 < len(first) < 900


def test_a_cable_splits_a_message_at_its_byte() -> None:
    line = FaultyLine(LinkFaults(split_at=frozenset({4})))
    line.feed(MESSAGE, 0.0)
    assert line.due(0.0) == b"0123"
    assert line.due(SPLIT_PAUSE_S) == b"456789"


def test_a_chance_beyond_certainty_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        LinkFaults(drop_chance=1.5)


def test_faults_of_a_cable_in_use_count_from_where_they_came(plug: str) -> None:
    talker = Talker()
    with SimulatorHost(talker, plug) as host:
        wire = open_url(host.url)
        try:
            host.call(lambda: talker.words.extend(b"before"))
            assert read_all(wire, 6) == b"before"
            host.become(LinkFaults(drop_at=frozenset({2})), PERFECT)
            host.call(lambda: talker.words.extend(b"abcdef"))
            assert read_all(wire, 5) == b"abdef"
        finally:
            wire.close()


def test_a_device_that_stalls_brings_whoever_writes_to_a_stand(plug: str) -> None:
    """As a printer that is busy: nothing is taken from the wire, so the wire fills up."""
    talker = Talker()
    with SimulatorHost(talker, plug, from_terminal=LinkFaults(stall_at=0, stall_s=600.0)) as host:
        wire = open_url(host.url)
        try:
            until(lambda: talker.presence == [True])
            assert any(wire.write(bytes(4096)) == 0 for _ in range(40_000))
            assert talker.heard == b""
        finally:
            wire.close()


def test_a_silent_device_is_heard_again_when_it_speaks(plug: str) -> None:
    talker = Talker()
    with SimulatorHost(talker, plug) as host:
        wire = open_url(host.url)
        try:
            until(lambda: talker.presence == [True])
            host.be_silent(silent=True)
            host.call(lambda: talker.words.extend(b"lost"))
            until(lambda: host.call(lambda: not talker.words))
            host.call(lambda: host.be_silent(silent=False))
            host.call(lambda: talker.words.extend(b"heard"))
            assert read_all(wire, 5) == b"heard"
        finally:
            wire.close()


def test_a_late_answer_holds_those_behind_it(plug: str) -> None:
    now, talker = [100.0], Talker()
    with SimulatorHost(talker, plug, clock=lambda: now[0]) as host:
        wire = open_url(host.url)
        try:
            until(lambda: talker.presence == [True])
            host.delay_next_answer(3.0)
            host.call(lambda: talker.words.extend(b"one"))
            until(lambda: host.call(lambda: not talker.words))
            host.call(lambda: talker.words.extend(b"two"))
            until(lambda: host.call(lambda: not talker.words))
            now[0] += 2.9
            host.call(lambda: None)
            assert wire.read(6, 0.05) == b""
            now[0] += 0.2
            assert read_all(wire, 6) == b"onetwo"
        finally:
            wire.close()


def test_a_stale_answer_is_the_one_before_and_only_once(plug: str) -> None:
    talker = Talker()
    with SimulatorHost(talker, plug) as host:
        wire = open_url(host.url)
        try:
            for said, heard in ((b"aa", b"aa"), (b"bb", b"aa"), (b"cc", b"cc")):
                if said == b"bb":
                    host.repeat_last_answer()
                host.call(lambda said=said: talker.words.extend(said))  # type: ignore[misc]
                assert read_all(wire, 2) == heard
        finally:
            wire.close()


def test_noise_and_an_xoff_appear_that_nobody_said(plug: str) -> None:
    with SimulatorHost(Talker(), plug) as host:
        wire = open_url(host.url)
        try:
            until(lambda: host.call(lambda: host.in_use))
            host.put_on_line(b"\x13")
            host.noise(40)
            heard = read_all(wire, 41)
            assert heard[:1] == b"\x13"
            assert len(set(heard)) > 20
        finally:
            wire.close()


def test_a_device_comes_back_under_another_name(plug: str, tmp_path: Path) -> None:
    urls = [plug] if plug.startswith("tcp") else [plug, f"pty:{tmp_path / 'device'}"]
    for url in urls:
        with SimulatorHost(Talker(), url) as host:
            before = host.url
            host.unplug()
            host.replug(elsewhere=True)
            assert host.url != before
            open_url(host.url).close()
            if "device" in url:
                assert not (tmp_path / "device").is_symlink()


def test_an_ordinary_file_is_not_overwritten_by_a_device(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(FileExistsError):
        SimulatorHost(Talker(), f"pty:{tmp_path / 'letter'}").start()
    assert (tmp_path / "letter").read_text() == "mine"


def test_what_is_due_later_happens_on_the_devices_thread() -> None:
    threads: list[str] = []
    with SimulatorHost(Talker()) as host:
        host.after(0.0, lambda: threads.append(threading.current_thread().name))
        until(lambda: threads == ["simulator"])


def test_asking_does_not_wait_for_the_device() -> None:
    held = threading.Event()
    with SimulatorHost(Talker()) as host:
        host.ask(held.wait)
        answer = host.ask(lambda: 42)
        assert not answer.done()
        held.set()
        assert answer.result(PATIENCE_S) == 42
