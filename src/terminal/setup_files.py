"""Files that set a lane up: its settings, and the rules that travel with the program.

A file with a mistake is refused with its name, the place and the reason; nothing is guessed.
"""

import dataclasses
import platform
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
from platformdirs import user_data_path

from terminal.app.faults import KnownFault
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.addresses import check_addresses
from terminal.devices.keyboard_scanner import check_scanner
from terminal.devices.nexo_lane import check_nexo
from terminal.devices.store_and_forward import check_store_and_forward
from terminal.devices_file import NAME as ASSIGNED_NAME
from terminal.devices_file import AssignedDevicesWrong, laid_over
from terminal.domain.catalog import ItemCategory
from terminal.domain.policy import Policy
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.tax import TaxRounding, TaxRule, TaxTable
from terminal.paths import RULES_FOLDER, resource_root

SETTINGS_NAME: Final = "settings.toml"
STORE_NAME: Final = "store.db"
TAX_NAME: Final = "tax.toml"
PREFIX_NAME: Final = "scanner-prefix"
"""What the set-up barcode taught; `scanner_prefix` in the settings goes before it."""
MISTAKES: Final = (msgspec.MsgspecError, ValueError, LookupError)
"""What a file that is written wrong raises."""


@dataclass(frozen=True, slots=True)
class _TaxRow:
    jurisdiction: str
    has_rx: bool
    rate_ppm: int
    effective_from: date
    source: str
    category: ItemCategory | None = None
    effective_to: date | None = None
    rounding: TaxRounding = TaxRounding.PER_LINE

    def __post_init__(self) -> None:
        _ = self.rule  # a rate beyond reason is refused with the name of the file

    @property
    def place(self) -> tuple[str, ItemCategory | None, bool, date]:
        """What a row of the store's own file replaces."""
        return (self.jurisdiction, self.category, self.has_rx, self.effective_from)

    @property
    def rule(self) -> TaxRule:
        return TaxRule(
            self.jurisdiction,
            self.category,
            self.has_rx,
            self.rate_ppm,
            self.effective_from,
            self.effective_to,
            self.source,
            self.rounding,
        )


@dataclass(frozen=True, slots=True)
class _TaxFile:
    rule: tuple[_TaxRow, ...]


def data_folder(*, demo: bool) -> Path:
    """Where this user's store and settings are; the demo has a folder of its own."""
    base = user_data_path("rxlane", appauthor=False)
    return base / "demo" if demo else base


def machine_id() -> str:
    """What tells this computer from another: a store that was cloned or restored elsewhere goes on
    in a new epoch (phms-and-sync.md section 7).
    """
    return f"{platform.node()}/{uuid.getnode():012x}"


def load_settings(path: Path) -> Settings:
    """The lane's settings file. Raises `KnownFault` when it is missing or wrong."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        example = resource_root() / "resources" / "settings" / "example.toml"
        raise KnownFault(
            "This lane is not set up yet",
            f"There is no {SETTINGS_NAME} in {path.parent}.",
            f"Copy {example} there and fill it in, or try the demo: rxlane counter --demo",
        ) from None
    try:
        own = tomllib.loads(raw.decode("utf-8"))
    except ValueError as error:
        raise _wrong(path, error) from error
    try:
        plain = laid_over(own, path.parent)
        settings = _converted(plain)
    except AssignedDevicesWrong as error:
        raise KnownFault(
            f"{error.path.name} has a mistake",
            f"{error}.",
            "Delete that file; the devices of settings.toml count then.",
        ) from error
    except MISTAKES as error:
        raise _wrong(path, error) if plain == own else _of_either(path, own, error) from error
    return _beside(path, settings)


def _converted(plain: dict[str, Any]) -> Settings:
    """Raises one of `MISTAKES`."""
    _refuse_unknown(plain, Settings, "")
    settings = msgspec.convert(plain, Settings)
    check_addresses(settings.devices)
    check_nexo(settings)
    check_store_and_forward(settings)
    check_scanner(settings)
    return settings


def _of_either(path: Path, own: dict[str, Any], error: Exception) -> KnownFault:
    """Whose mistake it is: the settings' own, or one that came with the assigned devices."""
    try:
        _converted(own)
    except MISTAKES as mistake:
        return _wrong(path, mistake)
    return KnownFault(
        f"{ASSIGNED_NAME} does not fit {path.name}",
        f"{error}.",
        f"Change {path.name}, or delete {ASSIGNED_NAME}: the devices of {path.name} count then.",
    )


def _beside(path: Path, settings: Settings) -> Settings:
    """A file that is named without its folder lies beside the settings."""
    here = path.absolute().parent
    if settings.forms.medicare_rights:
        form = str(here / settings.forms.medicare_rights)
        settings = replace(settings, forms=replace(settings.forms, medicare_rights=form))
    if settings.nexo is None:
        return settings
    certificate = str(here / settings.nexo.certificate)
    return replace(settings, nexo=replace(settings.nexo, certificate=certificate))


def _refuse_unknown(table: dict[str, Any], kind: type[Any], where: str) -> None:
    """A mistyped key must not pass for one that was left out."""
    known = {each.name: each.type for each in dataclasses.fields(kind)}
    for key, value in table.items():
        if key not in known:
            raise ValueError(f"there is no setting {where}{key}")
        if not isinstance(value, dict):
            continue
        for inside in get_args(known[key]) or (known[key],):
            if isinstance(inside, type) and dataclasses.is_dataclass(inside):
                _refuse_unknown(value, inside, f"{key}.")


def _wrong(path: Path, error: Exception) -> KnownFault:
    return KnownFault(
        f"{path.name} has a mistake", f"{error}.", "Mend that line, then start again."
    )


def keep_scanner_prefix(folder: Path, prefix: str) -> None:
    """Remember what the scanner that types sends first. Raises `KnownFault`."""
    try:
        (folder / PREFIX_NAME).write_text(f"{prefix}\n", encoding="utf-8")
    except OSError as error:
        raise KnownFault(
            "The scanner's prefix could not be kept",
            f"{error.strerror}.",
            f'Write scanner_prefix = "{prefix}" into {SETTINGS_NAME}.',
        ) from error


def with_kept_prefix(settings: Settings, folder: Path) -> Settings:
    """The settings with the prefix that was learned, where they name none."""
    if settings.scanner_kind is not ScannerKind.KEYBOARD or settings.scanner_prefix:
        return settings
    try:
        kept = (folder / PREFIX_NAME).read_text(encoding="utf-8").strip()
        learned = dataclasses.replace(settings, scanner_prefix=kept)
        check_scanner(learned)
    except (OSError, ValueError):
        return settings  # never learned, or damaged: the timing alone, until it is learned again
    return learned


def load_tax_table(areas: Sequence[str], own: Path | None = None) -> TaxTable:
    """The sales tax rules of the store's jurisdictions, the state first.

    A row of the store's `own` file replaces the packaged one of the same place, category and day.
    Raises `KnownFault` when a file is wrong, or when one of the areas has no rows.
    """
    packaged = _tax_rows(resource_root() / "resources" / "rules" / TAX_NAME)
    rows = {row.place: row for row in packaged}
    if own is not None and own.exists():
        rows |= {row.place: row for row in _tax_rows(own)}
    for area in areas:
        if all(row.jurisdiction != area for row in rows.values()):
            raise KnownFault(
                f"No sales tax rules for {area}",
                f"{TAX_NAME} holds other places only.",
                f"Add its rows to {RULES_FOLDER}/{TAX_NAME} beside the settings, each with its"
                " source, or correct `jurisdiction` and `tax_areas`.",
            )
    return TaxTable(
        tuple(row.rule for area in areas for row in rows.values() if row.jurisdiction == area)
    )


def _tax_rows(path: Path) -> tuple[_TaxRow, ...]:
    """The rows of one file. Raises `KnownFault`."""
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in file.get("rule", ()):
            _refuse_unknown(row, _TaxRow, "rule.")
        return msgspec.convert(file, _TaxFile).rule
    except (OSError, ValueError, AttributeError, msgspec.MsgspecError) as error:
        raise _wrong(path, error) from error


def tax_table_of(settings: Settings, lane_folder: Path | None) -> TaxTable:
    """The rules of this store; without a folder those of the program alone."""
    own = None if lane_folder is None else lane_folder / RULES_FOLDER / TAX_NAME
    return load_tax_table((settings.jurisdiction, *settings.tax_areas), own)


def policy_of(
    settings: Settings,
    device: str,
    rules: tuple[Rule[object], ...],
    lane_folder: Path | None = None,
) -> Policy:
    """What the deciders are given; `device` is the identity of the open store."""
    return Policy(
        tax_table_of(settings, lane_folder),
        settings.rounding,
        settings.fsa,
        RuleBook.of(rules, settings.jurisdiction),
        device,
        settings.fsa_on_cards,
        pse_exchange=settings.pse_exchange is not None,
        schedule_v_only_lane=settings.schedule_v_only_lane,
        discounts=settings.discounts,
        resumed_prices=settings.resumed_prices,
        tenders=settings.tenders,
        returns=settings.returns,
    )
