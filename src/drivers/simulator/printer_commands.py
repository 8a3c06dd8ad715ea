"""The simulated printer's own reading of ESC/POS: a buffer of bytes in, marks on paper out.

Written from scanners-printers-displays.md section 10 and the public command reference, not from
the driver's encoder: the two must not share a mistake. Commands that a receipt printer knows but
that leave no mark here (fonts of far countries, beepers) are read to their end and ignored.
"""

from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from drivers.simulator.printer_grammar import FIRST_TEXT, end_of_first
from drivers.simulator.printer_paper import CELL_WIDTH, DEFAULT_SPACING, Glyph, Strip, Style
from drivers.simulator.printer_symbols import code128_bars, qr_rows

TAB_COLUMNS: Final = 8

PAGES: Final = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859_7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775",
    34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2",
    40: "iso8859_15", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255",
}  # fmt: skip
"""Character tables by `n` of ESC t n."""

KATAKANA_PAGE: Final = 1
KATAKANA_BOXES: Final = "┴┬┤├▔─│▕┌┐└┘╭╮╰╯"
"""Signs 90 to 9F of page 1, with which some programs draw their rules."""

MAX_DOTS: Final = 4_096
"""A picture side longer than this is a damaged command."""

MAX_BAR_DOTS: Final = 255


class Machine(Protocol):
    """What commands can do to the printer beyond its paper."""

    def answer(self, data: bytes) -> None:
        """Send bytes to the host."""

    def auto_status(self, mask: int) -> None:
        """GS a n."""

    def real_time_pulse_allowed(self, *, allowed: bool) -> None:
        """GS ( D fn 20."""

    def pulse(self, pin: int, on_ms: int) -> None:
        """ESC p m t1 t2."""

    def paper_byte(self) -> int:
        """The answer to GS r 1."""

    def drawer_byte(self) -> int:
        """The answer to GS r 2."""

    def identity(self, which: int) -> bytes:
        """The answer to GS I n."""

    def names_processes(self) -> bool:
        """Whether the model knows GS ( H."""

    def logo(self, key: bytes) -> "Logo | None":
        """The picture that was stored under a key."""

    def store_logo(self, key: bytes, logo: "Logo") -> None:
        """GS ( L fn 67."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the printer's memory: packed rows, most significant bit first, 1 is black."""

    width: int
    height: int
    bits: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Symbol:
    """How the next barcode and QR code look."""

    bar_height: int = 162
    bar_module: int = 3
    bar_text_below: bool = False
    qr_module: int = 3
    qr_level: int = 48
    qr_data: bytes = b""


@dataclass(slots=True)
class Settings:
    """What ESC @ sets back."""

    style: Style = field(default_factory=Style)
    page: int = 0
    align: int = 0
    spacing: int = DEFAULT_SPACING
    left: int = 0
    area: int | None = None
    symbol: Symbol = field(default_factory=Symbol)
    selected: bool = True
    raster: tuple[int, int, bytes] | None = None


class Interpreter:
    """Carries out the commands of a buffer, one at a time."""

    def __init__(self, machine: Machine, strip: Strip) -> None:
        self._machine = machine
        self._strip = strip
        self._set = Settings()
        self._glyphs: list[Glyph] = []
        self._x = 0

    def reset(self) -> None:
        """Power went: everything set and everything not yet printed is forgotten."""
        self._set = Settings()
        self._drop_line()

    def take(self, buffer: bytearray) -> bool:
        """Carry out the first command and take it out; False while it is not there whole."""
        end = end_of_first(buffer)
        if end is None or len(buffer) < end:
            return False
        command = bytes(buffer[:end])
        del buffer[:end]
        if command[0] >= FIRST_TEXT:
            self._text(command)
        elif self._set.selected or command[:2] == b"\x1b=":
            self._carry_out(command)
        return True

    def _carry_out(self, command: bytes) -> None:
        match command[0]:
            case 0x0A:
                self._line_feed()
            case 0x09:
                step = TAB_COLUMNS * CELL_WIDTH
                self._x = (self._x // step + 1) * step
            case 0x18:
                self._drop_line()
            case 0x1B if len(command) > 1:
                self._escape(chr(command[1]), command[2:])
            case 0x1D if len(command) > 1:
                self._group(chr(command[1]), command[2:])
            case _:
                pass

    # text

    def _text(self, raw: bytes) -> None:
        if not self._set.selected:
            return
        style = self._set.style
        for sign in _decoded(raw, self._set.page):
            if self._x + style.width > self._room():
                self._line_feed()
            self._glyphs.append(Glyph(self._x, sign, style))
            self._x += style.width

    def _room(self) -> int:
        whole = self._strip.width - self._set.left
        return whole if self._set.area is None else max(min(self._set.area, whole), CELL_WIDTH)

    def _shift(self, width: int) -> int:
        return self._set.left + (self._room() - width) * self._set.align // 2

    def _line_feed(self) -> None:
        shift = max(self._shift(self._x), 0)
        glyphs = tuple(replace(glyph, x=glyph.x + shift) for glyph in self._glyphs)
        self._strip.line(glyphs, self._set.spacing)
        self._drop_line()

    def _drop_line(self) -> None:
        self._glyphs.clear()
        self._x = 0

    def _finish_line(self) -> None:
        if self._glyphs:
            self._line_feed()

    # ESC

    def _escape(self, letter: str, args: bytes) -> None:
        now = self._set
        match letter:
            case "@":
                self.reset()
            case "t":
                now.page = args[0]
            case "E" | "G":
                now.style = replace(now.style, bold=bool(args[0] & 1))
            case "-":
                now.style = replace(now.style, underline=args[0] not in (0, 48))
            case "M":
                now.style = replace(now.style, small=args[0] in (1, 49))
            case "!":
                now.style = _print_mode(args[0])
            case "a":
                now.align = args[0] & 3 if args[0] & 3 <= 2 else 0
            case "2":
                now.spacing = DEFAULT_SPACING
            case "3":
                now.spacing = args[0]
            case "=":
                now.selected = bool(args[0] & 1)
            case _:
                self._escape_move(letter, args)

    def _escape_move(self, letter: str, args: bytes) -> None:
        match letter:
            case "d":
                self._finish_line()
                self._feed_lines(args[0])
            case "J":
                self._finish_line()
                self._strip.feed(args[0])
            case "$":
                self._x = int.from_bytes(args, "little")
            case "\\":
                self._x = max(self._x + int.from_bytes(args, "little", signed=True), 0)
            case "p":
                self._machine.pulse(args[0] & 1, args[1] * 2)
            case "i" | "m":
                self._cut()
            case _:
                pass

    def _feed_lines(self, count: int) -> None:
        for _ in range(count):
            self._strip.line((), self._set.spacing)

    def _cut(self) -> None:
        self._finish_line()
        self._strip.cut()

    # GS

    def _group(self, letter: str, args: bytes) -> None:
        now = self._set
        match letter:
            case "!":
                wide, high = (args[0] >> 4 & 7) + 1, (args[0] & 7) + 1
                now.style = replace(now.style, wide=wide, high=high)
            case "B":
                now.style = replace(now.style, inverse=bool(args[0] & 1))
            case "L":
                now.left = min(int.from_bytes(args, "little"), self._strip.width - CELL_WIDTH)
            case "W":
                now.area = int.from_bytes(args, "little")
            case "h":
                now.symbol = replace(now.symbol, bar_height=max(args[0], 1))
            case "w":
                now.symbol = replace(now.symbol, bar_module=min(max(args[0], 1), 6))
            case "H":
                now.symbol = replace(now.symbol, bar_text_below=args[0] & 3 >= 2)
            case _:
                self._group_act(letter, args)

    def _group_act(self, letter: str, args: bytes) -> None:
        match letter:
            case "V":
                if args[0] in (65, 66):
                    self._finish_line()
                    self._strip.feed(args[1] if len(args) > 1 else 0)
                self._cut()
            case "a":
                self._machine.auto_status(args[0])
            case "r":
                reply = self._machine.drawer_byte if args[0] & 3 == 2 else self._machine.paper_byte
                self._machine.answer(bytes([reply()]))
            case "I":
                self._machine.answer(self._machine.identity(args[0]))
            case "k":
                self._barcode(args)
            case "v":
                across, down = (int.from_bytes(args[at : at + 2], "little") for at in (2, 4))
                self._picture(across * 8, down, args[6:])
            case "(":
                self._function(chr(args[0]), args[3:])
            case "8":
                self._function(chr(args[0]), args[5:])
            case _:
                pass

    def _function(self, letter: str, args: bytes) -> None:
        match letter:
            case "D" if args[:1] in (b"\x14", b"0"):
                for at in range(1, len(args) - 1, 2):
                    if args[at] in (1, 49):
                        self._machine.real_time_pulse_allowed(allowed=bool(args[at + 1] & 1))
            case "H" if args[:2] == b"\x30\x30" and self._machine.names_processes():
                self._machine.answer(b"\x37\x22" + args[2:6] + b"\x00")
            case "k" if args[:1] == b"1":
                self._qr(args[1], args[2:])
            case "L" if args[1:2] == b"\x70" and len(args) >= 10:
                across, down = (int.from_bytes(args[at : at + 2], "little") for at in (6, 8))
                self._set.raster = (across, down, args[10:])
            case "L" if args[1:2] in (b"\x02", b"\x32") and self._set.raster:
                self._picture(*self._set.raster)
                self._set.raster = None
            case "L" if args[1:2] == b"\x45":
                self._stored_logo(args[2:4])
            case "L" if args[1:2] == b"\x43" and len(args) > 11:
                self._keep_logo(args[3:5], args[6:])
            case _:
                pass

    # pictures

    def _picture(self, width: int, height: int, bits: bytes, label: str = "") -> None:
        self._finish_line()
        stride = (width + 7) // 8
        if not (0 < width <= MAX_DOTS and 0 < height <= MAX_DOTS):
            return
        bits = bits[: stride * height].ljust(stride * height, b"\0")
        self._strip.graphic(max(self._shift(width), 0), width, height, bits, label)

    def _keep_logo(self, key: bytes, rest: bytes) -> None:
        """Width, height, one colour, its dots."""
        width, height = (int.from_bytes(rest[at : at + 2], "little") for at in (0, 2))
        if 0 < width <= MAX_DOTS and 0 < height <= MAX_DOTS:
            self._machine.store_logo(key, Logo(width, height, rest[5:]))

    def _stored_logo(self, key: bytes) -> None:
        """Of a key that holds nothing a printer prints nothing; we leave a frame."""
        label = f"logo {key.decode('ascii', 'replace')}"
        logo = self._machine.logo(key)
        if logo is not None:
            self._picture(logo.width, logo.height, logo.bits, label)
            return
        row, edge = b"\x80" + bytes(14) + b"\x01", b"\xff" * 16
        self._picture(128, 40, edge + row * 38 + edge, label)

    def _qr(self, function: int, args: bytes) -> None:
        symbol = self._set.symbol
        match function:
            case 67:
                self._set.symbol = replace(symbol, qr_module=min(max(args[0], 1), 16))
            case 69:
                self._set.symbol = replace(symbol, qr_level=args[0])
            case 80:
                self._set.symbol = replace(symbol, qr_data=args[1:])
            case 81 if symbol.qr_data:
                self._print_qr(symbol)
            case _:
                pass

    def _print_qr(self, symbol: Symbol) -> None:
        rows = qr_rows(symbol.qr_data, symbol.qr_level)
        module = symbol.qr_module
        packed = b"".join(_row(row, module) * module for row in rows)
        side = len(rows) * module
        if side > self._room():
            return  # wider than the print area: a printer prints nothing
        label = f"QR code: {symbol.qr_data.decode('utf-8', 'replace')}"
        self._picture(side, side, packed, label)

    def _barcode(self, args: bytes) -> None:
        kind = args[0]
        data = args[2:] if kind >= 65 else args[1:-1]
        if kind != 73:
            self._picture(8, self._set.symbol.bar_height, b"", f"barcode type {kind}")
            return
        text = _code128_text(data)
        if not text:
            return
        symbol = self._set.symbol
        row = code128_bars(text)
        width = len(row) * symbol.bar_module
        if width > self._room():
            return
        height = min(symbol.bar_height, MAX_BAR_DOTS)
        self._picture(width, height, _row(row, symbol.bar_module) * height, f"barcode: {text}")
        if symbol.bar_text_below:
            keep, self._set.style = self._set.style, Style()
            self._text(text.encode("ascii"))
            self._line_feed()
            self._set.style = keep


def _decoded(raw: bytes, page: int) -> str:
    if page == KATAKANA_PAGE:
        boxes = {0x90 + place: sign for place, sign in enumerate(KATAKANA_BOXES)}
        return "".join(boxes.get(byte, chr(byte) if byte < 0x7F else "?") for byte in raw)
    return raw.decode(PAGES.get(page, "cp437"), "replace")


def _print_mode(bits: int) -> Style:
    return Style(
        bold=bool(bits & 0x08), high=2 if bits & 0x10 else 1, wide=2 if bits & 0x20 else 1,
        underline=bool(bits & 0x80), small=bool(bits & 0x01),
    )  # fmt: skip


def _row(modules: list[bool], dots: int) -> bytes:
    """One row of dots, packed: each module `dots` wide."""
    bits = "".join(("1" if dark else "0") * dots for dark in modules)
    stride = (len(bits) + 7) // 8
    return int(bits.ljust(stride * 8, "0"), 2).to_bytes(stride, "big")


def _code128_text(data: bytes) -> str:
    """The characters of GS k 73: sets A and B as they are, set C as pairs of digits."""
    text, code_set, at = [], "B", 0
    while at < len(data):
        if data[at] == ord("{") and at + 1 < len(data):
            escaped = chr(data[at + 1])
            if escaped in "ABC":
                code_set = escaped
            elif escaped == "{":
                text.append("{")
            at += 2
            continue
        text.append(f"{data[at]:02d}" if code_set == "C" else chr(data[at]))
        at += 1
    kept = "".join(text)
    return kept if kept.isascii() else ""
