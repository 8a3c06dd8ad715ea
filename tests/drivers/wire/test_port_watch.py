"""What is plugged in is noticed and opened at once, under any name; swapped cables swap nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from drivers.simulator.host import SimulatorHost
from drivers.wire import runner as runner_module
from drivers.wire import watch as watch_module
from drivers.wire.errors import WireLost
from drivers.wire.link import LinkDown, LinkUp
from drivers.wire.ports import AttachedPort
from drivers.wire.runner import BACK_OFF_S, DeviceRunner
from drivers.wire.serial_transport import UsbSerialTransport
from drivers.wire.urls import UsbSerialAddress, parse_url
from drivers.wire.watch import EVERY_S, PortChange, PortWatch, watched_paths
from wire_support.bench import Echo, Event, Parrot, needs_pty, running, until
from wire_support.usb_tree import Device, UsbTree

SCANNER = Device(0x0C2E, 0x0B6A, "18102B4A3C", "Xenon 1900")
NUMBERED = (Device(0x0403, 0x6001, "A1"), Device(0x0403, 0x6001, "B2"))
PLAIN = Device(0x1A86, 0x7523)
LOOK_S = 0.02

pytestmark = needs_pty


@pytest.fixture
def tree(tmp_path: Path) -> UsbTree:
    return UsbTree(tmp_path)


@pytest.fixture
def hours_of_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next attempt of a runner's own would be in an hour."""
    monkeypatch.setattr(runner_module, "BACK_OFF_S", (3600.0,))


def watching(tree: UsbTree) -> PortWatch:
    watch = PortWatch(lambda _: None, ports=tree.all_ports, glance=tree.glance)
    watch.look()
    return watch


def paths(ports: tuple[AttachedPort, ...]) -> list[str]:
    return [port.path for port in ports]


def test_what_comes_and_goes_is_told_once(tree: UsbTree) -> None:
    watch = watching(tree)
    scanner = tree.serial("ttyACM0", SCANNER, "1-1")
    printer = tree.printer("lp0", Device(0x04B8, 0x0202, "P"), "1-2")
    came = watch.look()
    assert (paths(came.appeared), came.vanished) == ([scanner, printer], ())
    assert watch.look() == PortChange((), ())
    tree.pull(printer)
    assert paths(watch.look().vanished) == [printer]
    assert watch.look() == PortChange((), ())


def test_a_device_plugged_in_anew_between_two_looks_went_and_came(tree: UsbTree) -> None:
    path = tree.serial("ttyACM0", SCANNER, "1-1")
    number = 1
    watch = PortWatch(
        lambda _: None, ports=tree.all_ports, glance=lambda: frozenset({("ttyACM0", number)})
    )
    watch.look()
    number = 2
    change = watch.look()
    assert (paths(change.appeared), paths(change.vanished)) == ([path], [path])


def test_a_device_whose_name_comes_a_moment_later_is_found_at_the_next_look(tree: UsbTree) -> None:
    watch = watching(tree)
    path = Path(tree.serial("ttyACM0", SCANNER, "1-1"))
    path.unlink()
    assert watch.look().appeared == ()
    path.touch()
    assert paths(watch.look().appeared) == [str(path)]


def test_nothing_new_is_not_looked_into(tree: UsbTree) -> None:
    asked: list[int] = []

    def ports() -> list[AttachedPort]:
        asked.append(1)
        return tree.all_ports()

    watch = PortWatch(lambda _: None, ports=ports, glance=tree.glance)
    for _ in range(20):
        watch.look()
    assert len(asked) == 2


def test_a_list_that_cannot_be_read_now_means_that_nothing_vanished(tree: UsbTree) -> None:
    tree.serial("ttyACM0", SCANNER, "1-1")
    fails = False

    def ports() -> list[AttachedPort]:
        if fails:
            raise TypeError("int() argument must be a string, not NoneType")
        return tree.all_ports()

    watch = PortWatch(lambda _: None, ports=ports, glance=lambda: None)
    watch.look()
    fails = True
    tree.serial("ttyACM1", PLAIN, "1-2")
    assert watch.look() == PortChange((), ())
    fails = False
    assert paths(watch.look().appeared) == [str(tree.dev / "ttyACM1")]


def test_only_names_in_the_file_system_are_watched() -> None:
    addresses = (
        "serial:/dev/ttyS0?baud=19200",
        "usblp:/dev/usb/lp0",
        "usb-serial:0C2E:0B6A:1",
        "serial:COM3",
        "spool:Receipts",
        "tcp://192.168.1.20:9100",
    )
    assert watched_paths(addresses) == ("/dev/ttyS0", "/dev/usb/lp0")


def test_the_real_system_is_watched_without_harm() -> None:
    told: list[PortChange] = []
    watch = PortWatch(told.append, every_s=LOOK_S)
    watch.start()
    watch.stop()
    assert watch_module.all_ports() == watch_module.all_ports()


def test_a_listener_that_fails_does_not_end_the_watch(
    tree: UsbTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    failures: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: failures.append(str(args.exc_type)))

    def listener(_: PortChange) -> None:
        raise KeyError("listener")

    watch = PortWatch(listener, ports=tree.all_ports, glance=tree.glance, every_s=LOOK_S)
    watch.start()
    tree.serial("ttyACM0", SCANNER, "1-1")
    until(lambda: len(failures) == 1)
    tree.serial("ttyACM1", PLAIN, "1-2")
    until(lambda: len(failures) == 2)
    watch.stop()


@contextmanager
def plugged_watch(
    tree: UsbTree, *runners: DeviceRunner[bytes, bytes | str], also: tuple[str, ...] = ()
) -> Iterator[None]:
    def tell(_: PortChange) -> None:
        for each in runners:
            each.look_again()

    watch = PortWatch(tell, paths=also, ports=tree.all_ports, glance=tree.glance, every_s=LOOK_S)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


def last_link(events: list[Event]) -> Event | None:
    return next((e for e in reversed(events) if isinstance(e, LinkUp | LinkDown)), None)


def is_up(events: list[Event]) -> bool:
    return isinstance(last_link(events), LinkUp)


def usb(tree: UsbTree, url: str) -> UsbSerialTransport:
    address = parse_url(url)
    assert isinstance(address, UsbSerialAddress)
    return UsbSerialTransport(address, tree.serial_ports)


def slave(host: SimulatorHost) -> str:
    return host.url.removeprefix("serial:")


def test_plug_and_open_fit_into_two_seconds() -> None:
    assert EVERY_S + BACK_OFF_S[0] < 2.0


@pytest.mark.usefixtures("hours_of_absence")
def test_a_device_that_was_away_for_hours_is_opened_when_it_is_plugged_in(tree: UsbTree) -> None:
    parrot = Parrot()
    url = "usb-serial:0C2E:0B6A:18102B4A3C"
    with (
        SimulatorHost(parrot) as host,
        running(lambda: usb(tree, url), Echo()) as (runner, events),
        plugged_watch(tree, runner),
    ):
        until(lambda: isinstance(last_link(events), LinkDown))
        tree.serial("ttyACM0", SCANNER, "1-1", played=slave(host))
        until(lambda: is_up(events))


@pytest.mark.usefixtures("hours_of_absence")
def test_a_path_that_appears_in_the_file_system_is_opened(tree: UsbTree, tmp_path: Path) -> None:
    link = tmp_path / "printer"
    parrot = Parrot()
    with (
        running(f"serial:{link}", Echo()) as (runner, events),
        plugged_watch(tree, runner, also=(str(link),)),
    ):
        until(lambda: isinstance(last_link(events), LinkDown))
        with SimulatorHost(parrot, f"pty:{link}"):
            until(lambda: is_up(events))
        until(lambda: not is_up(events))
        with SimulatorHost(parrot, f"pty:{link}"):
            until(lambda: is_up(events))


@pytest.mark.usefixtures("hours_of_absence")
def test_a_device_replugged_under_another_name_is_the_same_device(tree: UsbTree) -> None:
    parrot = Parrot()
    url = "usb-serial:0C2E:0B6A:18102B4A3C"
    with (
        SimulatorHost(parrot) as host,
        running(lambda: usb(tree, url), Echo()) as (runner, events),
        plugged_watch(tree, runner),
    ):
        first = tree.serial("ttyACM0", SCANNER, "1-1", played=slave(host))
        until(lambda: is_up(events))
        host.unplug()
        tree.pull(first)
        until(lambda: not is_up(events))
        host.replug()
        second = tree.serial("ttyACM3", SCANNER, "2-4", played=slave(host))
        until(lambda: is_up(events))
        runner.send(b"still you?")
        until(lambda: bytes(parrot.heard) == b"still you?")
    ups = [event.where for event in events if isinstance(event, LinkUp)]
    assert ups == [first, second]


@pytest.mark.usefixtures("hours_of_absence")
def test_two_numbered_cables_that_swap_their_sockets_do_not_swap_devices(tree: UsbTree) -> None:
    ends = (Parrot(), Parrot())
    urls = ("usb-serial:0403:6001:A1", "usb-serial:0403:6001:B2")
    with two_lines(tree, ends, urls) as (hosts, runners, logs):
        nodes = [
            tree.serial("ttyUSB0", NUMBERED[0], "1-1", played=slave(hosts[0])),
            tree.serial("ttyUSB1", NUMBERED[1], "1-2", played=slave(hosts[1])),
        ]
        until(lambda: all(is_up(log) for log in logs))
        pull_both(tree, hosts, nodes, logs)
        tree.serial("ttyUSB0", NUMBERED[1], "1-1", played=slave(hosts[1]))
        tree.serial("ttyUSB1", NUMBERED[0], "1-2", played=slave(hosts[0]))
        until(lambda: all(is_up(log) for log in logs))
        runners[0].send(b"for A")
        runners[1].send(b"for B")
        until(lambda: (bytes(ends[0].heard), bytes(ends[1].heard)) == (b"for A", b"for B"))


@pytest.mark.usefixtures("hours_of_absence")
def test_two_cables_without_numbers_are_told_apart_by_their_sockets(tree: UsbTree) -> None:
    """The names are given the other way round after the replug; the places are what they were."""
    ends = (Parrot(), Parrot())
    urls = ("usb-serial:1A86:7523@1-1", "usb-serial:1A86:7523@1-2")
    with two_lines(tree, ends, urls) as (hosts, runners, logs):
        nodes = [
            tree.serial("ttyUSB0", PLAIN, "1-1", played=slave(hosts[0])),
            tree.serial("ttyUSB1", PLAIN, "1-2", played=slave(hosts[1])),
        ]
        until(lambda: all(is_up(log) for log in logs))
        pull_both(tree, hosts, nodes, logs)
        tree.serial("ttyUSB0", PLAIN, "1-2", played=slave(hosts[1]))
        tree.serial("ttyUSB1", PLAIN, "1-1", played=slave(hosts[0]))
        until(lambda: all(is_up(log) for log in logs))
        runners[0].send(b"for 1-1")
        runners[1].send(b"for 1-2")
        until(lambda: (bytes(ends[0].heard), bytes(ends[1].heard)) == (b"for 1-1", b"for 1-2"))


Lines = tuple[list[SimulatorHost], list[DeviceRunner[bytes, bytes | str]], list[list[Event]]]


@contextmanager
def two_lines(tree: UsbTree, ends: tuple[Parrot, Parrot], urls: tuple[str, str]) -> Iterator[Lines]:
    with ExitStack() as stack:
        hosts = [stack.enter_context(SimulatorHost(end)) for end in ends]
        pairs = [
            stack.enter_context(running(lambda url=url: usb(tree, url), Echo()))  # type: ignore[misc]
            for url in urls
        ]
        runners = [runner for runner, _ in pairs]
        stack.enter_context(plugged_watch(tree, *runners))
        yield hosts, runners, [log for _, log in pairs]


def pull_both(
    tree: UsbTree, hosts: list[SimulatorHost], nodes: list[str], logs: list[list[Event]]
) -> None:
    for host, node in zip(hosts, nodes, strict=True):
        host.unplug()
        tree.pull(node)
    until(lambda: not any(is_up(log) for log in logs))
    for host in hosts:
        host.replug()


def test_looking_again_at_an_open_wire_changes_nothing() -> None:
    parrot = Parrot()
    with SimulatorHost(parrot) as host, running(host.url, Echo()) as (runner, events):
        until(lambda: is_up(events))
        runner.look_again()
        runner.send(b"x")
        until(lambda: bytes(parrot.heard) == b"x")
        assert [type(event) for event in events] == [LinkUp]


def test_two_devices_that_fit_are_refused_by_the_wire(tree: UsbTree) -> None:
    tree.serial("ttyUSB0", PLAIN, "1-1")
    tree.serial("ttyUSB1", PLAIN, "1-2")
    with pytest.raises(WireLost, match="fits 2 devices"):
        usb(tree, "usb-serial:1A86:7523").open()
