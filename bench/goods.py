"""A catalogue of plausible items: brands, substances, strengths, forms; the same at every run.

Words are as unequal as in a real list: `tablet` stands in a fifth of all names, a brand in a few
hundred. Codes are valid UPCs under some thousands of company prefixes.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from terminal.domain.barcode import check_digit


def _words(text: str, between: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(between))


SUBSTANCES: Final = _words(
    "Ibuprofen Acetaminophen Naproxen Aspirin Loratadine Cetirizine Fexofenadine Famotidine "
    "Omeprazole Loperamide Bisacodyl Senna Docusate Simethicone Guaifenesin Dextromethorphan "
    "Diphenhydramine Doxylamine Melatonin Hydrocortisone Clotrimazole Miconazole Terbinafine "
    "Bacitracin Benzocaine Lidocaine Menthol Camphor Salicylate Minoxidil Nicotine Cromolyn "
    "Ketotifen Phenylephrine Fluticasone Calcium Magnesium Zinc Iron Biotin Folate Niacin Lutein "
    "Glucosamine Turmeric Ginger Ginkgo Echinacea Elderberry Collagen Probiotic Psyllium"
)
FORMS: Final = (
    *(("tablets", "ct"),) * 4,
    *(("caplets", "ct"), ("capsules", "ct"), ("softgels", "ct")),
    *(("chewable tablets", "ct"), ("gummies", "ct"), ("liquid", "fl oz"), ("cream", "oz")),
    *(("ointment", "oz"), ("gel", "oz"), ("spray", "fl oz"), ("drops", "fl oz")),
    *(("patches", "ct"), ("powder", "oz"), ("lozenges", "ct"), ("syrup", "fl oz")),
)
GOODS: Final = _words(
    "Toothpaste,Toothbrush,Shampoo,Conditioner,Hand lotion,Body wash,Bar soap,Deodorant,Razors,"
    "Cotton balls,Adhesive bandages,Gauze pads,Elastic wrap,Thermometer,Pregnancy test,Tissues,"
    "Paper towels,Batteries AA,Greeting card,Chocolate bar,Peanut butter cups,Potato chips,"
    "Spring water,Cola,Green tea,Protein bar,Baby wipes,Diapers,Sunscreen,Lip balm,Contact "
    "solution,Reading glasses,Knee brace,Heating pad,Blood pressure monitor,Test strips",
    ",",
)
FLAVOURS: Final = _words(
    "Cherry Mint Lemon Orange Berry Vanilla Original Unscented Sensitive Classic"
)
_ONSETS: Final = _words("b br c ch d dr f fl g gl h k l m n p pr r s st t tr v w z")
_CORES: Final = _words("a e i o u ai ea or an en")
_ENDS: Final = _words("dex lin mar nol ra vita well xa zen cor")
BRANDS: Final = 4_000
_MIX: Final = 0x9E3779B97F4A7C15  # an odd constant: each multiple of it looks like chance
_ITEMS_PER_COMPANY: Final = 120


class Good(NamedTuple):
    """A row of the table `item`."""

    gtin: int
    name: str
    price_cents: int | None
    category: str
    eligibility: str
    source: str
    list_version: str
    restriction: str
    detail: str


def brand(number: int) -> str:
    """The name of a brand; some thousands differ."""
    a, rest = divmod(number, len(_ONSETS) * len(_CORES))
    b, c = divmod(rest, len(_CORES))
    onset = _ONSETS[a % len(_ONSETS)]
    return f"{_ONSETS[b]}{_CORES[c]}{onset}{_CORES[a % 10]}{_ENDS[(a + b) % 10]}".capitalize()


def chance(number: int) -> int:
    """64 bits that look like chance, always the same for a number."""
    mixed = (number + 1) * _MIX & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 31) * _MIX & 0xFFFFFFFFFFFFFFFF
    return mixed ^ mixed >> 29


def upc_of(number: int) -> int:
    """The GTIN of the item `number`, as a number: a company's prefix, then its own counting.

    No prefix begins with 5: that would be a manufacturer's coupon.
    """
    company, own = divmod(number, _ITEMS_PER_COMPANY)
    body = f"{100_000 + company * 89 % 400_000:06}{own * 271 % 100_000:05}"
    return int(body + check_digit(body))


def good(number: int) -> Good:
    bits = chance(number)
    maker = brand(bits % BRANDS)
    priced = bits >> 12 & 3  # three of four can be sold, the rest is only listed
    cents = 99 + (bits >> 14) % 2900 if priced else None
    flavour = FLAVOURS[(bits >> 40) % len(FLAVOURS)]
    if bits >> 26 & 1:
        ware = GOODS[(bits >> 27) % len(GOODS)]
        name = f"{maker} {ware} {flavour} {1 + (bits >> 34) % 24} ct"
        return Good(upc_of(number), name, cents, "GENERAL", "NONE", "NOT_LISTED", "", "none", maker)
    substance = SUBSTANCES[(bits >> 27) % len(SUBSTANCES)]
    form, unit = FORMS[(bits >> 34) % len(FORMS)]
    strength = (5, 10, 20, 25, 50, 81, 100, 200, 325, 500)[(bits >> 44) % 10]
    count = (4, 8, 12, 20, 24, 30, 50, 60, 100, 200)[(bits >> 50) % 10]
    name = f"{maker} {substance} {strength} mg {flavour} {form} {count} {unit}"
    return Good(
        *(upc_of(number), name, cents, "OTC_DRUG", "HEALTHCARE_OTC", "EPL", "2026-11", "none"),
        f"{substance} {maker} Laboratories",
    )


def goods(count: int) -> Iterator[Good]:
    return (good(number) for number in range(count))


def on_the_shelf(count: int, wanted: int, seed: int = 0) -> list[int]:
    """GTINs of `wanted` different items that can be sold, spread over the whole catalogue."""
    found: dict[int, None] = {}
    number = seed
    while len(found) < wanted:
        each = good(chance(number) % count)
        number += 1
        if each.price_cents is not None:
            found[each.gtin] = None
    return list(found)
