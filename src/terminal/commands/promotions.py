"""`rxlane promotions`: what the store has declared, and whether its file is good."""

from datetime import date
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.table import Table

from terminal.app.counted import form_of
from terminal.app.faults import KnownFault
from terminal.commands.opening import store_path, today_in
from terminal.domain.promotion import AmountOff, CheaperOnes, ForPrice, Promotion
from terminal.promotion_files import FILE_NAME, example, load_promotions, look_into

_COLUMNS: Final = ("promotion", "on the sign", "from", "to", "deal", "for", "now")
TABLE_WIDTH: Final = 200


def _own(folder: Path | None, *, demo: bool) -> Path:
    return store_path(folder, demo=demo).parent


def check_promotions(file: Path | None, folder: Path | None, *, demo: bool = False) -> int:
    """Print every mistake of the file with its line; how many of them there are tells the end."""
    path = file or _own(folder, demo=demo) / FILE_NAME
    if not path.exists():
        raise KnownFault(
            "There are no promotions",
            f"There is no {FILE_NAME} in {path.parent}.",
            f"Copy {example()} there and write your own rows.",
        )
    found = look_into(path)
    for mistake in found.mistakes:
        typer.echo(str(mistake))
    if found.mistakes:
        typer.echo("None of the file counts until that is right: the last good file holds.")
        return 1
    count = len(found.promotions)
    promotions = form_of(count, "1 promotion", f"{count} promotions")
    typer.echo(f"{promotions}, none with a mistake.")
    return 0


def list_promotions(folder: Path | None, day: date | None, *, demo: bool = False) -> None:
    """What counts, with what holds on `day`; without a day, on the store's today."""
    own = _own(folder, demo=demo)
    day = day or today_in(own)
    declared = load_promotions(own)
    if declared.refused is not None:
        typer.echo(f"{declared.refused}\nThe last good file holds:")
    table = Table(*_COLUMNS)
    for each in sorted(declared.book.promotions, key=lambda each: (each.since, each.name)):
        table.add_row(*_cells(each, day))
    Console(width=TABLE_WIDTH).print(table)


def _cells(each: Promotion, day: date) -> tuple[str, ...]:
    until = "" if each.until is None else each.until.isoformat()
    now = "yes" if each.in_force(day) else ("later" if each.since > day else "over")
    days = each.since.isoformat(), until
    return (each.name, each.text, *days, deal_words(each), _goods(each), now)


def deal_words(promotion: Promotion) -> str:
    """What the deal is, from its figures: so that a wrong text on the sign is seen."""
    match promotion.deal:
        case ForPrice(units=units, price=price):
            words = f"{units} for {price}"
        case AmountOff(units=units, off=off):
            words = f"{off} off {units}"
        case CheaperOnes(buy=buy, get=get, percent=percent):
            words = f"buy {buy}, {get} at {percent // 100} % off"
    mixed = "" if promotion.mix else ", each item for itself"
    times = f", {promotion.times} times a ticket" if promotion.times else ""
    return words + mixed + times


def _goods(promotion: Promotion) -> str:
    goods = promotion.goods
    named = [*sorted(goods.departments), *sorted(each.value for each in goods.categories)]
    if goods.items:
        count = len(goods.items)
        named.append(form_of(count, "1 item", f"{count} items"))
    left_out = f" but {len(goods.but_not)}" if goods.but_not else ""
    return ", ".join(named) + left_out
