"""Public product data at the counter: all OTC packages imported, and rung up from drawn barcodes.

The bytes of each scan are what zxing-cpp, which nobody here wrote, reads off a rendered UPC symbol:
its AIM identifier and its digits. The list has no prices; the store's own file brings them.
"""

import csv
import gzip
from pathlib import Path
from typing import Final

import pytest

from features.clerk import Clerk
from features.console import ROOT, at_console, piped
from features.stand import Stand, leave_key
from terminal.domain.lines import ItemLine

zxingcpp = pytest.importorskip("zxingcpp")

LIST: Final = ROOT.parent / "shared" / "data" / "otc_catalogue.csv.gz"
PACKAGES: Final = 45_111
CHOSEN: Final = (0, 9_000, 18_000, 27_000, 36_000, 45_000)
"""Places in the list of the packages that are scanned; the first three get a price."""
PRICES: Final = ("4.19", "12.50", "0.99")
HEADER: Final = "gtin,name,price,category,eligibility,source,list_version,restriction,detail"
SCALE: Final = 4


def chosen_packages() -> list[dict[str, str]]:
    with gzip.open(LIST, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == PACKAGES
    return [rows[place] for place in CHOSEN]


def price_file(folder: Path, packages: list[dict[str, str]]) -> Path:
    file = folder / "prices.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{HEADER}\n")
        for package, price in zip(packages, PRICES, strict=False):
            row = (package["gtin12"], package["name"][:60], price)
            csv.writer(out).writerow((*row, "OTC_DRUG", "NONE", "NOT_LISTED", "", "none", ""))
    return file


def scan_drawn(stand: Stand, upc: str) -> None:
    """Draw the symbol, read it back, and send what was read as a real scanner does."""
    drawn = zxingcpp.create_barcode(upc, zxingcpp.BarcodeFormat.UPCA)
    (read,) = zxingcpp.read_barcodes(drawn.to_image(scale=SCALE))
    assert read.symbology_identifier == "]E0"
    scanner = stand.world.scanner
    data = bytes(read.bytes)
    stand.world.plugged.scanner.call(lambda: scanner.scan(read.symbology_identifier, data))


@pytest.mark.skipif(not LIST.exists(), reason="the public product list is not beside this checkout")
def test_all_otc_packages_are_imported_and_rung_up_by_their_drawn_upc(
    stand: Stand, tmp_path: Path
) -> None:
    packages = chosen_packages()
    stand.close()
    leave_key(stand.folder, stand.secret)
    where = ("--demo", "--folder", str(stand.folder))

    listed = at_console("catalogue", "import", str(LIST), *where)
    assert listed.status == 0, listed.said
    assert f"{PACKAGES} rows (otc-list): " in listed.said
    assert "0 refused" in listed.said
    assert "Importing otc_catalogue.csv.gz" in listed.said
    priced = piped("catalogue", "import", str(price_file(tmp_path, packages)), *where)
    assert priced.status == 0, priced.said
    assert "0 added, 3 changed" in priced.out

    stand.open()
    stand.ready()
    clerk = Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)
    clerk.sign_in()
    for count, package in enumerate(packages[: len(PRICES)], 1):
        scan_drawn(stand, package["gtin12"])
        clerk.see_lines(count)
    for package in packages[len(PRICES) :]:
        scan_drawn(stand, package["gtin12"])
        stand.until_said(f"{package['name']} has no price")
    assert stand.state.sale is not None
    lines = [line for line in stand.state.sale.lines if isinstance(line, ItemLine)]
    assert [str(line.unit_price) for line in lines] == list(PRICES)
    clerk.pay_exact_cash()
    clerk.see_receipt()
    assert "4.19" in stand.receipts()[-1]
