"""Addresses are checked when they are made; foreign exceptions become words for the operator."""

import errno
import os
import socket
import sys
import time

import pytest
import serial

from drivers.wire.errors import (
    WireBusy,
    WireDenied,
    WireFault,
    WireLost,
    WireMissing,
    fault_of,
    translated,
)
from drivers.wire.recorder import Direction, WireRecorder
from drivers.wire.tcp_transport import TcpTransport
from drivers.wire.transport import open_url, transport_for
from drivers.wire.urls import (
    Address,
    HidAddress,
    SerialAddress,
    SpoolAddress,
    TcpAddress,
    UsbIdentity,
    UsbLpAddress,
    UsbPrinterAddress,
    parse_url,
)

WHERE = "/dev/ttyACM0"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("serial:/dev/ttyACM0", SerialAddress("/dev/ttyACM0")),
        ("serial:COM3?baud=115200", SerialAddress("COM3", baud=115200)),
        (
            "serial:/dev/pts/5?baud=19200&parity=e&bytesize=7&stopbits=2&rtscts=1&xonxoff=1",
            SerialAddress("/dev/pts/5", 19200, "E", 7, 2, rtscts=True, xonxoff=True),
        ),
        ("tcp://192.168.1.20:9100", TcpAddress("192.168.1.20", 9100)),
        ("tcp://[::1]:9100", TcpAddress("::1", 9100)),
        ("usblp:/dev/usb/lp0", UsbLpAddress("/dev/usb/lp0")),
        ("usb-printer:04b8:0202:X", UsbPrinterAddress(UsbIdentity(0x04B8, 0x0202, "X"))),
        ("hid:0C2E:0B6A@1-1.4", HidAddress(UsbIdentity(0x0C2E, 0x0B6A, place="1-1.4"))),
        ("spool:EPSON TM-T88VI: Receipt?", SpoolAddress("EPSON TM-T88VI: Receipt?")),
    ],
)
def test_an_address_is_read(url: str, address: Address) -> None:
    assert parse_url(url) == address


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("serial:", "needs a port"),
        ("serial:COM3?baud=9601", "baud must be one of 1200"),
        ("serial:COM3?baud=fast", "baud must be a number"),
        ("serial:COM3?parity=M", "parity must be one of N, E, O"),
        ("serial:COM3?bytesize=9", "bytesize"),
        ("serial:COM3?stopbits=3", "stopbits"),
        ("serial:COM3?rtscts=yes", "rtscts must be 0 or 1"),
        ("serial:COM3?speed=9600", "unknown serial option speed"),
        ("usblp:lp0", "needs a device"),
        ("usblp:/dev/usb/lp0?baud=9600", "has no options"),
        ("usb-printer:04B8", "usb-printer:VID:PID:SERIAL"),
        ("usb-printer:04B8:0202:1?baud=9600", "has no options"),
        ("hid:scanner", "hid:VID:PID:SERIAL"),
        ("spool:", "needs a printer"),
        ("spool: ", "needs a printer"),
        ("spool:a\x07", "control characters"),
        ("spool:" + "x" * 300, "at most 220"),
        ("tcp://:9100", "needs a host"),
        ("tcp://printer", "needs a port from 1"),
        ("tcp://printer:99999", "(?i)port"),
        ("http://printer", "begins with serial:"),
        ("/dev/ttyACM0", "begins with serial:"),
    ],
)
def test_a_mistake_in_an_address_is_named(url: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_url(url)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FileNotFoundError(errno.ENOENT, "x"), WireMissing),
        (serial.SerialException(errno.ENXIO, "x"), WireMissing),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), WireMissing),
        (TimeoutError("timed out"), WireMissing),
        (
            serial.SerialException("could not open port 'COM3': FileNotFoundError(2, 'x')"),
            WireMissing,
        ),
        (serial.SerialException(errno.EAGAIN, "x"), WireBusy),
        (OSError(errno.EBUSY, "x"), WireBusy),
        (OSError(errno.EIO, "x"), WireLost),
        (serial.SerialException("read failed"), WireLost),
        (TypeError("'NoneType' object cannot be interpreted as an integer"), WireLost),
        (BrokenPipeError(errno.EPIPE, "x"), WireLost),
    ],
)
def test_each_foreign_exception_becomes_a_fault_of_the_wire(
    error: Exception, fault: type[WireFault]
) -> None:
    found = fault_of(error, WHERE)
    assert type(found) is fault
    assert WHERE in str(found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no port permissions")
@pytest.mark.parametrize(
    ("where", "way_in"),
    [(WHERE, "'dialout'"), ("/dev/usb/lp0", "'lp'"), ("/dev/hidraw3", "70-rxlane.rules")],
)
def test_a_missing_permission_names_the_group_or_the_rule(where: str, way_in: str) -> None:
    found = fault_of(PermissionError(errno.EACCES, "x"), where)
    assert isinstance(found, WireDenied)
    assert way_in in str(found)


def test_a_termios_error_is_a_loss_too() -> None:
    termios = pytest.importorskip("termios")
    with pytest.raises(WireLost), translated(WHERE):
        raise termios.error(errno.EIO, "x")


def test_a_bug_is_not_mistaken_for_a_fault() -> None:
    with pytest.raises(KeyError), translated(WHERE):
        raise KeyError("bug")


@pytest.mark.parametrize("url", ["serial:/dev/pts/0", "tcp://127.0.0.1:1"])
def test_a_closed_wire_reads_and_writes_nothing_and_closes_again(url: str) -> None:
    wire = transport_for(url)
    wire.close()
    wire.interrupt()
    with pytest.raises(WireLost, match="not open"):
        wire.read(1, 0.0)
    with pytest.raises(WireLost, match="not open"):
        wire.write(b"x")


def test_nothing_listening_is_a_missing_device() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(WireMissing, match=str(port)):
        open_url(f"tcp://127.0.0.1:{port}")


def test_a_write_to_a_stalled_device_returns_and_its_words_are_still_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = TcpTransport(TcpAddress("127.0.0.1", listener.getsockname()[1]))
        wire.open()
        device, _ = listener.accept()
        with device:
            give_up = time.monotonic() + 30.0
            while wire.write(b"x" * 512):
                assert time.monotonic() < give_up, "the connection never filled up"
            device.sendall(b"paper out")
            assert wire.read(100, 1.0) == b"paper out"
        wire.close()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pty with a visible hang-up")
def test_a_stalled_port_closes_without_hanging() -> None:
    master, slave = os.openpty()
    wire = open_url(f"serial:{os.ttyname(slave)}")
    give_up = time.monotonic() + 30.0
    while wire.write(b"x" * 512):
        assert time.monotonic() < give_up, "the port never filled up"
    started = time.monotonic()
    wire.close()
    assert time.monotonic() - started < 10.0
    os.close(slave)
    os.close(master)


def test_a_recording_is_bounded_and_redacted_by_the_driver() -> None:
    recorder = WireRecorder(lambda direction, data: f"{direction.value} {data[:1]!r}", keep=2)
    for number in range(4):
        recorder.record(Direction.SENT, b"%d secret" % number, float(number))
    assert [frame.text for frame in recorder.frames()] == ["sent b'2'", "sent b'3'"]
