"""A stand-in for `/sys` and `/dev`: what Linux shows of the devices that are plugged in."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from drivers.wire import sysfs
from drivers.wire.ports import AttachedPort

POS_DESCRIPTOR = bytes.fromhex("058c 0902 a101 8502 1500 26ff00 7508 953f 8100 c0")
"""The beginning of a HID-POS scanner's report descriptor: usage page 8C, one collection."""
KEYBOARD_DESCRIPTOR = bytes.fromhex("0501 0906 a101 0507 19e0 29e7 8102 c0")


@dataclass(frozen=True, slots=True)
class Device:
    """One thing to plug in: what it is, and its serial number, if it has one."""

    vendor: int
    product: int
    serial: str = ""
    name: str = ""


class UsbTree:
    """Devices come and go; nodes in `dev` are files, or links to whatever plays the device."""

    def __init__(self, root: Path) -> None:
        self.sys = root / "sys"
        self.dev = root / "dev"
        for name in sysfs.CLASSES:
            (self.sys / "class" / name).mkdir(parents=True)
        (self.dev / "usb").mkdir(parents=True)

    def serial(
        self, node: str, device: Device, place: str, *, port: int | None = None, played: str = ""
    ) -> str:
        """A cable or a CDC device; `port` is one of several on the same device."""
        several = port is not None
        interface = self._device(device, place, port or 0, interfaces=4 if several else 1)
        below = interface / node
        below.mkdir()
        self._node("tty", node, below)
        return self._in_dev(node, played)

    def board_port(self, node: str, uart: int) -> str:
        """A port on the main board; type 0 is one that the board does not have."""
        below = self.sys / "devices/pnp0" / node
        below.mkdir(parents=True)
        self._node("tty", node, below)
        (self.sys / "class/tty" / node / "type").write_text(f"{uart}\n")
        return self._in_dev(node, "")

    def printer(self, node: str, device: Device, place: str, *, played: str = "") -> str:
        """A USB printer."""
        self._node("usbmisc", node, self._device(device, place, 0))
        return self._in_dev(f"usb/{node}", played)

    def hid(self, node: str, device: Device, place: str, descriptor: bytes = POS_DESCRIPTOR) -> str:
        """A HID device, a scanner unless its descriptor says otherwise."""
        below = self._device(device, place, 0) / "0003:0000:0000.0001"
        below.mkdir()
        (below / "report_descriptor").write_bytes(descriptor)
        self._node("hidraw", node, below)
        return self._in_dev(node, "")

    def pull(self, path: str) -> None:
        """Take it away again, with everything the kernel showed of it."""
        name = Path(path).name
        for kind in sysfs.CLASSES:
            node = self.sys / "class" / kind / name
            if node.exists():
                device = (node / "device").resolve()
                shutil.rmtree(node)
                if (device.parent / "idVendor").exists():
                    device = device.parent
                elif (device.parent.parent / "idVendor").exists():
                    device = device.parent.parent
                shutil.rmtree(device)
        Path(path).unlink(missing_ok=True)

    def serial_ports(self) -> list[AttachedPort]:
        return sysfs.serial_ports(self.sys, self.dev)

    def usb_printers(self) -> list[AttachedPort]:
        return sysfs.usb_printers(self.sys, self.dev)

    def hid_scanners(self) -> list[AttachedPort]:
        return sysfs.hid_scanners(self.sys, self.dev)

    def all_ports(self) -> list[AttachedPort]:
        return [*self.serial_ports(), *self.usb_printers(), *self.hid_scanners()]

    def glance(self) -> frozenset[tuple[str, int]]:
        return sysfs.glance(self.sys)

    def _device(self, device: Device, place: str, number: int, interfaces: int = 1) -> Path:
        usb = self.sys / "devices/usb1" / place
        usb.mkdir(parents=True, exist_ok=True)
        (usb / "idVendor").write_text(f"{device.vendor:04x}\n")
        (usb / "idProduct").write_text(f"{device.product:04x}\n")
        (usb / "bNumInterfaces").write_text(f" {interfaces}\n")
        if device.serial:
            (usb / "serial").write_text(f"{device.serial}\n")
        if device.name:
            (usb / "product").write_text(f"{device.name}\n")
        interface = usb / f"{place}:1.{number}"
        interface.mkdir()
        return interface

    def _node(self, kind: str, name: str, device: Path) -> None:
        node = self.sys / "class" / kind / name
        node.mkdir()
        (node / "device").symlink_to(device)

    def _in_dev(self, name: str, played: str) -> str:
        path = self.dev / name
        if played:
            path.symlink_to(played)
        else:
            path.touch()
        return str(path)
