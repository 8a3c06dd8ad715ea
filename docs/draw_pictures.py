"""Draw the pictures of the documents: the demo counter itself, played by its own script.

Rules that hold here: every picture is the running program, never a drawing of it; a picture is
kept under the name of its page, its theme and its lane; all of them together stay below 8 MB. The
demo has a second screen, and what the customer sees there is kept for some of the pages. Prompts
that no demo meets in one go are those of the gallery: the window with a made-up state.

    .venv/bin/python docs/draw_pictures.py
"""

# ruff: noqa: INP001  (a script beside the documents, not a package)

import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PIL import Image

from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import CREDIT_CARD
from drivers.simulator.printer import Roll
from terminal.app.inputs import DeviceRole, PrintState
from terminal.app.receipt_forms import paper_of
from terminal.app.settings import Profile, Settings
from terminal.app.state import (
    CardPage,
    DevicesPage,
    DonePage,
    PickupPage,
    SalePage,
    SignInPage,
    TenderPage,
)
from terminal.app.step_done import SEEN_AFTER_S
from terminal.app.tickets import TicketSought
from terminal.bootstrap import Counter, Lane, open_counter, open_store
from terminal.commands.opening import open_secret
from terminal.demo.scripted import CASHIER, CHOCOLATE, IBUPROFEN, SUNSCREEN, Script
from terminal.demo.seed import demo_pin, seed
from terminal.demo.shelf import shelf
from terminal.demo.world import DemoWorld
from terminal.devices.paper_sheet import sheet_of
from terminal.domain.identity import StaffId
from terminal.domain.language import Language
from terminal.domain.receipt_wish import Wish
from terminal.store import tickets
from terminal.store.store import Store
from terminal.ui.application import CounterApplication, use_offscreen
from terminal.ui.customer_window import SECOND
from terminal.ui.faults import report_of
from terminal.ui.fingers import Fingers
from terminal.ui.gallery import render_gallery
from terminal.ui.receipt_picture import png_of
from terminal.ui.simulators.bench import Bench
from terminal.ui.simulators.card_terminal import CardTerminalWindow
from terminal.ui.simulators.display import DisplayWindow
from terminal.ui.simulators.printer import PrinterWindow
from terminal.ui.simulators.window import DeviceWindow
from terminal.ui.theme import THEMES, Theme

MANAGER: Final = StaffId("31")
PICTURES: Final = Path(__file__).resolve().parent / "pictures"
PROMPTS: Final = PICTURES / "prompts"
GALLERIES: Final = ("prompts.md", "money.md")
"""Documents that show pages of the gallery."""
_IN_GALLERY: Final = re.compile(r"pictures/prompts/([a-z-]+)-light\.png")
MORNING: Final = 10
"""The hour on the pictures, whenever they are drawn."""
PATIENCE_S: Final = 20.0
COLOURS: Final = 256
"""What the pages are painted with is far less; only the edges of letters lose a shade."""
RECEIPT_WIDTH: Final = 420
NUMBERED: Final = re.compile(r"\d\d-(.+)\.png")
CUSTOMER_PAGES: Final = {
    "sale-empty": "customer-welcome",
    "sale-ready": "customer-sale",
    "signature": "customer-sign",
    "tender": "customer-pay",
    "card": "customer-card",
    "done": "customer-done",
}
"""The pages whose customer's picture is kept, and its name."""
SCREENS: Final = {"TILL": (0, 0, 1366, 768), "CUSTOMER": (1366, 0, 1024, 600)}
HALF_OUT_DOTS: Final = 520
"""So much paper hangs out when the printer's picture is taken."""
WINDOW_PAGES: Final = ("sale-obligations", "tender")
"""The pages shown at the size of a drive-through lane as well."""


@dataclass(frozen=True, slots=True)
class Look:
    """One lane, one theme, and the pages that are kept of it."""

    suffix: str
    theme: str
    profile: Profile
    pages: tuple[str, ...] = ()


LOOKS: Final = (
    Look("light", "light", Profile.COUNTER),
    Look("dark", "dark", Profile.COUNTER),
    Look("drive-through", "light", Profile.DRIVE_THROUGH, WINDOW_PAGES),
)


def main() -> None:
    """Play the demo once for each look and keep its pictures."""
    use_offscreen()
    with tempfile.TemporaryDirectory() as folder:
        _plug_in_screens(Path(folder))
        _draw()


def _plug_in_screens(folder: Path) -> None:
    """Of Qt's offscreen platform: where each screen lies."""
    common = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": name, "x": x, "y": y, "width": width, "height": height, **common}
        for name, (x, y, width, height) in SCREENS.items()
    ]
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    os.environ["QT_QPA_PLATFORM"] += f":configfile={config}"


def _draw() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for look in LOOKS:
        with tempfile.TemporaryDirectory() as folder:
            drawn = Path(folder) / "drawn"
            drawn.mkdir()
            _play(look, Path(folder), drawn)
            _keep(look, drawn)
    _draw_prompts()
    sizes = [each.stat().st_size for each in PICTURES.rglob("*.png")]
    sys.stdout.write(f"{len(sizes)} pictures, {sum(sizes) // 1000} kB\n")


def _draw_prompts() -> None:
    """Those that the pages of `GALLERIES` show."""
    PROMPTS.mkdir(exist_ok=True)
    for old in PROMPTS.glob("*.png"):
        old.unlink()
    pages = ((PICTURES.parent / name).read_text(encoding="utf-8") for name in GALLERIES)
    names = {found for page in pages for found in _IN_GALLERY.findall(page)}
    with tempfile.TemporaryDirectory() as folder:
        for drawn in render_gallery(Path(folder), names=names):
            name, _, size = drawn.stem.rpartition("-")
            if size != "through":
                _small(drawn, PROMPTS / f"{name}.png")


def _draw_receipts(store: Store, settings: Settings) -> None:
    """The last ticket's receipt as it lies on paper, in each of its languages."""
    sought = TicketSought(settings.lane)
    last = store.reader.wait(lambda each: tickets.over(each, sought))[0]
    found = store.reader.wait(lambda each: tickets.completed(each, last.sale))
    assert found is not None, "the script sells something"
    sale, at = found
    local = at.astimezone(ZoneInfo(settings.time_zone))
    for language in Language:
        wish = Wish(language)
        paper = paper_of(sale, settings.store, "A. Rivera", local, wish, settings.fsa)
        drawn = PICTURES / f"receipt-{language.value}.png"
        drawn.write_bytes(png_of(sheet_of(paper, settings.receipt_columns)))


def _play(look: Look, folder: Path, drawn: Path) -> None:
    with ExitStack() as stack:
        zone = _where_it_is_morning()
        world = stack.enter_context(DemoWorld(folder, datetime.now(ZoneInfo(zone)).date()))
        path = folder / "store.db"
        settings = replace(
            world.settings,
            theme=look.theme,
            profile=look.profile,
            time_zone=zone,
            customer_screen=SECOND,
        )
        lane = Lane(
            settings, path, open_secret(path, demo=True), demo=True, attached=world.attached
        )
        store = stack.enter_context(open_store(lane))
        seed(store)
        counter, application = stack.enter_context(open_counter(lane, store))
        application.show_window(full_screen=False)
        fingers = BothScreens(application)
        Script(world, counter, fingers, drawn, lambda _: None).play()
        if look is LOOKS[0]:
            _draw_receipts(store, settings)
        if not look.pages:
            Devices(world, counter, fingers, drawn, THEMES[look.theme]).play()
            Misfortunes(world, counter, fingers, drawn, application).play()


class BothScreens(Fingers):
    """Takes what the customer sees beside some pictures of the counter."""

    def __init__(self, application: CounterApplication) -> None:
        super().__init__(application.window, application.turn)
        self._application = application

    def picture(self, path: Path) -> None:
        super().picture(path)
        numbered = NUMBERED.fullmatch(path.name)
        name = CUSTOMER_PAGES.get(numbered[1]) if numbered else None
        if name is None:
            return
        customer = self._application.customer
        assert customer is not None, "the demo has a second screen"
        assert customer.window.isVisible()
        assert customer.window.grab().save(str(path.with_name(f"99-{name}.png")))


def _where_it_is_morning() -> str:
    ahead = MORNING - datetime.now(UTC).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+}"  # the names count westwards


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody at the counter who waits for what comes of it."""

    world: DemoWorld
    counter: Counter
    fingers: Fingers
    drawn: Path

    def next_customer(self) -> None:
        """The change stays in sight for a moment: Enter counts after it."""
        page = self.counter.state.page
        assert isinstance(page, DonePage)
        self.until(lambda: time.monotonic() > page.since + SEEN_AFTER_S)
        self.fingers.press("Enter")
        self.until(lambda: isinstance(self.counter.state.page, SalePage))

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait, or give up with what is on the screen."""
        if not self.fingers.wait(happened, PATIENCE_S):
            page, said = self.counter.state.page, self.counter.state.said
            raise SystemExit(f"waited in vain on {type(page).__name__}: {said}")

    def pay(self, key: str) -> None:
        """Open payment, and take it."""
        self.fingers.press(key)
        self.until(lambda: isinstance(self.counter.state.page, TenderPage))
        self.fingers.press(key)


@dataclass(frozen=True, slots=True)
class Devices(Player):
    """A ticket seen from the devices' windows: the shelf, the glass, the card, the paper."""

    theme: Theme

    def play(self) -> None:
        """After the scripted ticket, on the page where it ends."""
        bench = Bench(self.world.stands(), shelf(), theme=self.theme)
        printer, display, terminal, scanner = bench.windows
        assert isinstance(printer, PrinterWindow)
        assert isinstance(display, DisplayWindow)
        assert isinstance(terminal, CardTerminalWindow)
        for window in bench.windows:
            window.show()
        self.next_customer()
        for count, code in enumerate((IBUPROFEN, SUNSCREEN, CHOCOLATE), 1):
            scanner.tell(f"scan ]E0 {code}")
            self.until(lambda count=count: self._lines() == count)  # type: ignore[misc]
        self.world.hold_card(CREDIT_CARD)
        self.pay("F10")
        self.until(lambda: self.world.plugged.card_terminal.screen.startswith("SALE"))
        self.until(terminal.red.buttons[0].isEnabled)
        self._grab(terminal, "device-card-terminal")
        self._grab(scanner, "device-scanner")
        self._grab(display, "device-display")
        self.until(lambda: isinstance(self.counter.state.page, DonePage))
        self.until(lambda: printer.paper.papers[-1].length > HALF_OUT_DOTS)
        self._grab(printer, "device-printer")
        self.until(self._printed)
        for window in bench.windows:
            window.look_away()

    def _grab(self, window: DeviceWindow, name: str) -> None:
        if not window.grab().save(str(self.drawn / f"99-{name}.png")):
            raise OSError(name)

    def _lines(self) -> int:
        sale = self.counter.state.sale
        return 0 if sale is None else len(sale.lines)

    def _printed(self) -> bool:
        receipt = self.counter.state.receipt
        return receipt is not None and receipt.state is PrintState.PRINTED


@dataclass(frozen=True, slots=True)
class Misfortunes(Player):
    """What the scripted ticket does not meet: a lock, a look-alike, trouble with devices, a bug."""

    application: CounterApplication

    def play(self) -> None:
        """After the scripted ticket, on the page where it ends."""
        self._search_and_lock()
        self._look_alike()
        self._paper_out()
        self._look_after_devices()
        self._cable_pulled()
        self.application.window.show_fault(report_of(_bug()), lambda: None)
        self._picture("fault")

    def _search_and_lock(self) -> None:
        self.next_customer()
        self.fingers.type("ibu")
        self.until(lambda: bool(self._sale_page().items))
        self._picture("search")
        self.fingers.press("F1")
        self._picture("help")
        self.fingers.press("F1")
        self.fingers.press("Enter")
        self.until(lambda: self.counter.state.sale is not None)
        self.world.scan("]E0", "0614141101019")
        self.until(lambda: self.counter.state.said is not None)
        self._picture("refused")
        self.fingers.press("Ctrl+L")
        self.until(lambda: self.counter.state.locked)
        self._picture("locked")
        self.fingers.type(demo_pin(CASHIER))
        self.fingers.press("Enter")
        self.until(lambda: not self.counter.state.locked)

    def _look_alike(self) -> None:
        self.fingers.press("F2")
        self.until(lambda: isinstance(self.counter.state.page, PickupPage))
        self.fingers.type("testa")
        self.until(lambda: len(self._pickup_page().people) > 1)
        self._picture("pickup-people")
        self.fingers.press("Esc")
        self.until(lambda: isinstance(self.counter.state.page, SalePage))

    def _paper_out(self) -> None:
        printer = self.world.plugged.printer
        printer.call(lambda: self.world.printer.set_roll(Roll.OUT))
        self.pay("F9")
        self.until(lambda: isinstance(self.counter.state.page, DonePage))
        self.until(self._not_printed)
        self._picture("done-no-paper")
        printer.call(lambda: self.world.printer.set_roll(Roll.OK))
        self.next_customer()

    def _look_after_devices(self) -> None:
        """The paper runs low; a test page, a scan that is shown, what could be the scanner."""
        printer = self.world.plugged.printer
        printer.call(lambda: self.world.printer.set_roll(Roll.LOW))
        self.until(lambda: self.counter.state.device[DeviceRole.PRINTER].detail == "paper low")
        self.fingers.press("Ctrl+E")
        self.until(lambda: isinstance(self.counter.state.page, DevicesPage))
        self.fingers.press("F9")
        self.until(lambda: self._devices_page().tested is not None)
        self._picture("devices")
        printer.call(lambda: self.world.printer.set_roll(Roll.OK))
        self.fingers.press("Up")
        self.until(lambda: self._devices_page().role is DeviceRole.SCANNER)
        self.world.scan("]C0", "6012345-00")
        self.until(lambda: self.counter.state.last_scan is not None)
        self._picture("devices-scan")
        self._sign_in(MANAGER)
        self.fingers.press("Ctrl+E")
        self.until(lambda: isinstance(self.counter.state.page, DevicesPage))
        self.fingers.press("F6")
        self.until(lambda: self._devices_page().found is not None)
        self._picture("devices-find")
        self._sign_in(CASHIER)

    def _sign_in(self, who: StaffId) -> None:
        """The screen locks, and somebody else takes the counter over."""
        self.fingers.press("Ctrl+L")
        self.until(lambda: self.counter.state.locked)
        self.fingers.press("Esc")
        self.fingers.type(who)
        self.fingers.press("Enter")
        self.until(lambda: self._sign_in_page().number == who)
        self.fingers.type(demo_pin(who))
        self.fingers.press("Enter")
        self.until(lambda: not self.counter.state.locked)

    def _sign_in_page(self) -> SignInPage:
        page = self.counter.state.page
        return page if isinstance(page, SignInPage) else SignInPage()

    def _devices_page(self) -> DevicesPage:
        page = self.counter.state.page
        return page if isinstance(page, DevicesPage) else DevicesPage(SalePage())

    def _cable_pulled(self) -> None:
        """The customer has the card in the hand when the terminal's cable is pulled."""
        self.world.scan("]E0", IBUPROFEN)
        self.until(lambda: self.counter.state.sale is not None)
        self.pay("F10")
        self.until(self._asked)
        terminal: CardTerminalHost = self.world.plugged.card_terminal
        terminal.unplug()
        self.until(lambda: bool(self._card_page().trouble))
        self._picture("card-not-confirmed")

    def _asked(self) -> bool:
        sale = self.counter.state.sale
        return sale is not None and sale.pending is not None and sale.pending.sent

    def _not_printed(self) -> bool:
        receipt = self.counter.state.receipt
        return receipt is not None and receipt.state is PrintState.QUEUED and bool(receipt.reason)

    def _sale_page(self) -> SalePage:
        page = self.counter.state.page
        return page if isinstance(page, SalePage) else SalePage()

    def _pickup_page(self) -> PickupPage:
        page = self.counter.state.page
        return page if isinstance(page, PickupPage) else PickupPage()

    def _card_page(self) -> CardPage:
        page = self.counter.state.page
        if not isinstance(page, CardPage):
            raise AssertionError("the card's page is not open")  # noqa: TRY004  it is our own step
        return page

    def _picture(self, name: str) -> None:
        self.fingers.picture(self.drawn / f"99-{name}.png")


def _bug() -> Exception:
    try:
        int("a drug that nobody may read in a report")
    except ValueError as error:
        return error
    raise AssertionError


def _keep(look: Look, drawn: Path) -> None:
    for picture in sorted(drawn.glob("*.png")):
        numbered = NUMBERED.fullmatch(picture.name)
        name = picture.stem if numbered is None else numbered[1]
        if name == "receipt":
            if look.suffix == "light":
                _small(picture, PICTURES / "receipt.png", RECEIPT_WIDTH)
        elif not look.pages or name in look.pages:
            _small(picture, PICTURES / f"{name}-{look.suffix}.png")


def _small(source: Path, target: Path, width: int = 0) -> None:
    with Image.open(source) as image:
        plain = image.convert("RGB")
    if width and plain.width > width:
        height = plain.height * width // plain.width
        plain = plain.resize((width, height), Image.Resampling.LANCZOS)
    few = plain.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


if __name__ == "__main__":
    main()
