"""The catalogue: found by code, found by typing, and filled from files that are not trusted."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store_support.tickets import IBUPROFEN
from terminal.domain.barcode import check_digit, gtin
from terminal.domain.catalog import (
    Eligibility,
    EligibilitySource,
    Item,
    ItemCategory,
    ItemClass,
    Measure,
    Pack,
    Restriction,
)
from terminal.domain.money import Money
from terminal.domain.pse_content import Chemical, PackForm, PseContent, Salt
from terminal.paths import resource_root
from terminal.store import catalog
from terminal.store.catalog import Listed, Taken
from terminal.store.catalogue_file import (
    MAX_LINE_BYTES,
    MAX_REJECTED,
    OWN,
    PSE_COLUMNS,
    ImportReport,
    NotACatalogue,
    import_catalogue,
)
from terminal.store.search import search_items
from terminal.store.store import Store
from terminal.store.words import fold

SAMPLE = resource_root() / "resources" / "catalogue" / "sample.csv"
DXM_LIST = resource_root().parent / "shared" / "data" / "dxm_products.csv.gz"
PUBLIC = resource_root().parent / "shared" / "data" / "otc_catalogue.csv.gz"
HEADER = ",".join(OWN.required)
GOOD = "614141101009,Ibuprofen,8.49,OTC_DRUG,HEALTHCARE_OTC,EPL,2026-06,none,wellmark"


def take_into(store: Store) -> "Take":
    return Take(store)


class Take:
    """Gives batches to the writer as the counter does, and remembers their sizes."""

    def __init__(self, store: Store) -> None:
        self.sizes: list[int] = []
        self._store = store

    def __call__(self, rows: Sequence[Listed]) -> Taken:
        self.sizes.append(len(rows))
        return self._store.writer.wait(lambda connection: catalog.take(connection, rows))


def imported(store: Store, folder: Path, *lines: str | bytes) -> ImportReport:
    file = folder / "list.csv"
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    file.write_bytes(b"\n".join(raw) + b"\n")
    return import_catalogue(file, take_into(store))


def find(store: Store, code: str) -> tuple[Item, ...]:
    return store.reader.wait(lambda connection: catalog.find(connection, [gtin(code)]))


def names(store: Store, typed: str) -> list[str]:
    found = store.reader.wait(lambda connection: search_items(connection, typed))
    return [item.name for item in found]


@pytest.fixture
def stocked(store: Store) -> Store:
    import_catalogue(SAMPLE, take_into(store))
    return store


# --- the sample


def test_the_sample_is_whole_and_sellable(store: Store) -> None:
    take = take_into(store)
    report = import_catalogue(SAMPLE, take)
    assert report.rejected == ()
    assert report.taken.added == len(SAMPLE.read_text().splitlines()) - 1
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    items = [find(store, row["gtin"])[0] for row in rows]
    assert all(item.price is not None for item in items)
    assert {item.category for item in items} >= {ItemCategory.OTC_DRUG, ItemCategory.CANDY}
    assert {item.restriction for item in items} == set(Restriction)
    assert {item.eligibility for item in items} == {Eligibility.NONE, Eligibility.HEALTHCARE_OTC}


def test_a_code_is_found_in_any_length(stocked: Store) -> None:
    (item,) = find(stocked, "614141101009")
    assert item.name == "Wellmark Ibuprofen 200 mg tablets 100 ct"
    assert (item.price, item.gtin) == (Money(849), "00614141101009")
    assert find(stocked, "0614141101009") == find(stocked, "00614141101009") == (item,)
    assert find(stocked, "012345678905") == ()


def test_both_readings_of_one_code_are_looked_up_in_order(stocked: Store) -> None:
    codes = [gtin("614141101078"), gtin("012345678905"), gtin("614141101009")]
    found = stocked.reader.wait(lambda connection: catalog.find(connection, codes))
    assert [item.gtin for item in found] == [codes[0], codes[2]]


# --- search


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("i", "Wellmark"),
        ("IBU", "Wellmark Ibuprofen 200 mg tablets 24 ct"),
        ("100 ibup", "Wellmark Ibuprofen 200 mg tablets 100 ct"),
        ("heron child", "Little Heron Children's ibuprofen berry 4 fl oz"),
        ("cholecalciferol", "Goldleaf Vitamin D3 2000 IU 100 ct"),
        ("Gét wèll", "Get well soon greeting card"),
    ],
)
def test_typing_finds_beginnings_of_words_in_any_order(
    stocked: Store, typed: str, first: str
) -> None:
    found = names(stocked, typed)
    assert any(name.startswith(first) for name in found[:20])
    if first != "Wellmark":
        assert found[0] == first


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "* OR name:", "NEAR(", "qzz", "a" * 5000, "\x00", "%_'; DROP TABLE"]
)
def test_nothing_that_is_typed_is_query_syntax(stocked: Store, typed: str) -> None:
    assert names(stocked, typed) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=30))
def test_any_text_can_be_typed(stocked: Store, typed: str) -> None:
    assert len(names(stocked, typed)) <= 20


def test_what_can_be_sold_comes_first(store: Store) -> None:
    listed = [
        Listed(replace(IBUPROFEN, gtin=gtin(code + check_digit(code)), price=None))
        for code in ("1000001", "1000002", "1000003")
    ]
    take_into(store)(listed)
    take_into(store)([Listed(replace(IBUPROFEN, name="Ibuprofen with a much longer name"))])
    assert names(store, "ibu")[0] == "Ibuprofen with a much longer name"
    assert len(names(store, "ibu")) == 4


def test_a_changed_name_is_found_and_the_old_one_is_not(store: Store) -> None:
    take = take_into(store)
    take([Listed(IBUPROFEN)])
    assert take([Listed(replace(IBUPROFEN, name="Naproxen"))]) == Taken(changed=1)
    assert names(store, "ibuprofen") == []
    assert names(store, "naprox") == ["Naproxen"]


# --- import


def test_the_same_file_again_changes_nothing(stocked: Store) -> None:
    report = import_catalogue(SAMPLE, take_into(stocked))
    assert report.taken == Taken(unchanged=report.rows)


def test_a_counter_that_is_open_gets_small_batches(store: Store) -> None:
    take = take_into(store)
    steps: list[tuple[int, int]] = []
    import_catalogue(SAMPLE, take, lambda done, total: steps.append((done, total)), batch_rows=20)
    assert take.sizes == [20, 20, 20, 8]
    assert steps[-1] == (SAMPLE.stat().st_size,) * 2


def test_a_list_without_prices_leaves_the_prices(store: Store, tmp_path: Path) -> None:
    take_into(store)([Listed(replace(IBUPROFEN, gtin=gtin("614141101009")))])
    report = imported(
        store,
        tmp_path,
        "gtin12,name,generic,labeler",
        "614141101009,Ibuprofen 200 MG,ibuprofen,SOMEBODY",
        "614141101078,Nasal spray,pseudoephedrine,SOMEBODY",
    )
    assert report.profile == "otc-list"
    assert report.taken == Taken(added=1, changed=1)
    (item,) = find(store, "614141101009")
    assert (item.name, item.price) == ("Ibuprofen 200 MG", Money(849))
    assert item.eligibility is Eligibility.HEALTHCARE_OTC
    (restricted,) = find(store, "614141101078")
    assert (restricted.price, restricted.restriction) == (None, Restriction.PSE)


OWN_BRAND = "614141101009,Ibuprofen,8.49,OTC_DRUG,{eligibility},{source},{version},none,own"


def test_the_stores_own_label_overrides_nothing_of_the_national_list(
    store: Store, tmp_path: Path
) -> None:
    """Its use is mandatory for national brands (money-tax-iias.md sections 6.1 and 6.3)."""
    imported(store, tmp_path, HEADER, GOOD)
    for eligibility in ("NONE", "HEALTHCARE_OTC"):
        row = OWN_BRAND.format(eligibility=eligibility, source="PRIVATE_LABEL", version="own-1")
        imported(store, tmp_path, HEADER, row)
        (item,) = find(store, "614141101009")
        assert item.eligibility is Eligibility.HEALTHCARE_OTC
        assert item.eligibility_source is EligibilitySource.EPL
        assert item.list_version == "2026-06"


def test_what_the_national_list_leaves_out_may_be_the_stores_own_label(
    store: Store, tmp_path: Path
) -> None:
    dropped = OWN_BRAND.format(eligibility="NONE", source="NOT_LISTED", version="")
    own = OWN_BRAND.format(eligibility="HEALTHCARE_OTC", source="PRIVATE_LABEL", version="own-1")
    for row in (GOOD, dropped, own):
        imported(store, tmp_path, HEADER, row)
    (item,) = find(store, "614141101009")
    assert item.eligibility_source is EligibilitySource.PRIVATE_LABEL
    imported(store, tmp_path, HEADER, GOOD)
    (item,) = find(store, "614141101009")
    assert item.eligibility_source is EligibilitySource.EPL, "the national list goes first"


def test_no_file_overrides_by_hand(store: Store, tmp_path: Path) -> None:
    """An override is a person's, with a reason (section 6.2): nothing that a list can bring."""
    row = OWN_BRAND.format(eligibility="HEALTHCARE_OTC", source="MANUAL_OVERRIDE", version="x")
    (rejected,) = imported(store, tmp_path, HEADER, row).rejected
    assert "MANUAL_OVERRIDE" in rejected.reason
    assert find(store, "614141101009") == ()


def test_the_classes_of_restricted_goods_and_their_packs_are_kept(stocked: Store) -> None:
    (syrup,) = find(stocked, "614141102129")
    assert (syrup.restriction, syrup.classes) == (Restriction.AGE, (ItemClass.DEXTROMETHORPHAN,))
    (codeine,) = find(stocked, "614141106134")
    assert (codeine.classes, codeine.pack) == ((ItemClass.SCHEDULE_V,), Pack(120, Measure.CC))
    assert names(stocked, "codeine") == [codeine.name]


def test_a_file_with_classes_says_all_of_them(store: Store, tmp_path: Path) -> None:
    header = f"{HEADER},classes,pack"
    imported(store, tmp_path, header, f"{GOOD},schedule v opium; dextromethorphan,60 units")
    (both,) = find(store, "614141101009")
    assert both.classes == (ItemClass.SCHEDULE_V_OPIUM, ItemClass.DEXTROMETHORPHAN)
    assert both.pack == Pack(60, Measure.UNITS)
    imported(store, tmp_path, header, f"{GOOD},,")
    assert find(store, "614141101009")[0].classes == ()


def test_a_list_that_knows_less_takes_no_restriction_away(store: Store, tmp_path: Path) -> None:
    restricted = GOOD.replace("none", "age")
    imported(store, tmp_path, f"{HEADER},classes", f"{restricted},alcohol")
    imported(
        store,
        tmp_path,
        "gtin12,name,generic,labeler",
        "614141101009,Cough,dextromethorphan; pseudoephedrine,SOMEBODY",
    )
    imported(store, tmp_path, "gtin12,name,generic,labeler", "614141101009,Cough,honey,SOMEBODY")
    (item,) = find(store, "614141101009")
    assert item.classes == (ItemClass.ALCOHOL, ItemClass.DEXTROMETHORPHAN)
    assert item.restriction is Restriction.PSE
    imported(store, tmp_path, HEADER, GOOD)
    assert find(store, "614141101009")[0].classes == item.classes, "the file has no such column"


def test_the_public_dextromethorphan_list(store: Store) -> None:
    """3,232 rows, 52 of them not sold over the counter or not surely so; some hold PSE too."""
    if not DXM_LIST.exists():
        pytest.skip("the public data lies beside the checkout of its makers only")
    report = import_catalogue(DXM_LIST, take_into(store), batch_rows=5_000)
    assert (report.profile, report.rows, report.rejected_rows) == ("dxm-list", 3232, 52)
    (cough,) = find(store, "300312238130")
    assert cough.classes == (ItemClass.DEXTROMETHORPHAN,)
    assert cough.category is ItemCategory.OTC_DRUG
    with gzip.open(DXM_LIST, "rt", encoding="utf-8", newline="") as file:
        both = next(row for row in csv.DictReader(file) if "pseudoeph" in row["substances"])
    assert find(store, both["gtin12_derived"])[0].restriction is Restriction.PSE


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("poison,", "classes are none that"),
        ("schedule v,", "how much is in its pack"),
        ("schedule v,4 fl oz", "its pack is no whole number"),
        ("schedule v,118.3 cc", "its pack is no whole number"),
        ("schedule v,0 cc", "its pack is no whole number"),
        ("schedule v;schedule v opium,120 cc", "holds opium or does not"),
    ],
)
def test_a_restricted_item_that_cannot_be_counted_is_rejected(
    store: Store, tmp_path: Path, more: str, reason: str
) -> None:
    report = imported(store, tmp_path, f"{HEADER},classes,pack", f"{GOOD},{more}")
    (rejected,) = report.rejected
    assert reason in rejected.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (GOOD.replace("614141101009", "614141101008"), "check digit"),
        (GOOD.replace("614141101009", ""), "check digit"),
        (GOOD.replace("614141101009", "٦١٤١٤١١٠١٠٠٩"), "check digit"),
        (GOOD.replace("8.49", "849.999"), "not an amount"),
        (GOOD.replace("8.49", "99999.00"), "not between"),
        (GOOD.replace("8.49", "0.00"), "not between"),
        (GOOD.replace("8.49", "-1.00"), "not between"),
        (GOOD.replace("8.49", "1e3"), "not an amount"),
        (GOOD.replace("OTC_DRUG", "POISON"), "category is none that"),
        (GOOD.replace("HEALTHCARE_OTC", "RX"), "only a prescription line"),
        (GOOD.replace("Ibuprofen", ""), "has a name"),
        (GOOD.replace("Ibuprofen", "x" * 121), "has a name"),
        (GOOD.replace("Ibuprofen", "Ibu\x1bprofen"), "cannot be printed"),
        (GOOD + ",more", "10 values for 9 columns"),
        ('"' + GOOD, "comma separated"),
        (GOOD.encode().replace(b"Ibuprofen", b"Ib\xfcprofen"), "not UTF-8"),
        (b"x" * (10 * 1024 * 1024), f"longer than {MAX_LINE_BYTES}"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_taken(
    store: Store, tmp_path: Path, row: str | bytes, reason: str
) -> None:
    other = GOOD.replace("614141101009", "614141101078")
    report = imported(store, tmp_path, HEADER, row, other)
    assert report.taken == Taken(added=1)
    assert [rejected.line for rejected in report.rejected] == [2]
    assert reason in report.rejected[0].reason


def test_one_item_twice_is_taken_once(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, HEADER, GOOD, GOOD.replace("8.49", "1.00"))
    assert (report.taken, report.rejected[0].line) == (Taken(added=1), 3)
    assert find(store, "614141101009")[0].price == Money(849)


def test_rejections_are_counted_without_end_and_kept_with_one(store: Store, tmp_path: Path) -> None:
    report = imported(store, tmp_path, HEADER, *["bad"] * (MAX_REJECTED + 7))
    assert len(report.rejected) == MAX_REJECTED
    assert report.rejected_rows == MAX_REJECTED + 7


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"name,price\nIbuprofen,8.49\n", "name the columns gtin"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "first line"),
        (
            gzip.compress(HEADER.encode() + b"\n" + b"x" * 9999, mtime=0)[:-20],
            "cut short or damaged",
        ),
    ],
)
def test_what_is_no_catalogue_is_refused(
    store: Store, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(NotACatalogue, match=why):
        import_catalogue(file, take_into(store))


def test_a_missing_file_is_a_fault_with_a_remedy(store: Store, tmp_path: Path) -> None:
    from terminal.app.faults import KnownFault

    with pytest.raises(KnownFault):
        import_catalogue(tmp_path / "nowhere.csv", take_into(store))


def test_windows_line_ends_and_a_byte_order_mark_are_no_trouble(
    store: Store, tmp_path: Path
) -> None:
    report = imported(store, tmp_path, b"\xef\xbb\xbf" + HEADER.encode() + b"\r", GOOD + "\r", "")
    assert (report.taken, report.rejected) == (Taken(added=1), ())


@pytest.mark.skipif(not PUBLIC.exists(), reason="needs ../shared/data")
def test_the_public_list_comes_in_whole(store: Store) -> None:
    report = import_catalogue(PUBLIC, take_into(store), batch_rows=5_000)
    assert report.taken == Taken(added=45_111)
    assert report.rejected == ()
    assert len(names(store, "acetaminophen tab")) == 20


def test_folding_is_for_finding() -> None:
    assert fold("Crème ÉCLAIR №5") == "creme eclair no5"


# --- what holds a listed chemical


PSE_HEADER = ",".join((*OWN.required, *PSE_COLUMNS))
BOX = "614141101986,Decongestant,6.79,OTC_DRUG,NONE,NOT_LISTED,,pseudoephedrine,"


def test_a_file_says_how_much_a_package_holds(store: Store, tmp_path: Path) -> None:
    drops = BOX.replace("614141101986", "614141101078")
    report = imported(
        store,
        tmp_path,
        PSE_HEADER,
        f"{BOX},pseudoephedrine,hydrochloride,30,24,tablet",
        f"{drops},ephedrine,sulfate,9.375,30,liquid",
        f"{GOOD},,,,,",
    )
    assert report.rejected == ()
    assert find(store, "614141101986")[0].pse == PseContent(
        Chemical.PSE, Salt.HCL, 30_000, 24, PackForm.TABLET
    )
    assert find(store, "614141101078")[0].pse == PseContent(
        Chemical.EPH, Salt.SULFATE, 9_375, 30, PackForm.LIQUID
    )
    assert find(store, "614141101009")[0].pse is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("pseudoephedrine,hydrochloride,30,24,", "its pse_form is none of"),
        (",hydrochloride,30,24,tablet", "its pse_chemical is none of"),
        ("pseudoephedrine,tannate,30,24,tablet", "its pse_salt is none of"),
        ("phenylpropanolamine,sulfate,30,24,tablet", "no factor is known"),
        ("pseudoephedrine,sulfate,30 mg,24,tablet", "its pse_mg is no strength"),
        ("pseudoephedrine,sulfate,9.3751,24,tablet", "its pse_mg is no strength"),
        ("pseudoephedrine,sulfate,30,2.5,tablet", "its pse_units is no number"),
        ("pseudoephedrine,sulfate,30,0,tablet", "a package holds 1 to"),
        ("pseudoephedrine,sulfate,0,24,tablet", "a unit holds 1 to"),
    ],
)
def test_a_content_that_cannot_be_counted_is_rejected(
    store: Store, tmp_path: Path, content: str, reason: str
) -> None:
    report = imported(store, tmp_path, PSE_HEADER, f"{BOX},{content}")
    (rejected,) = report.rejected
    assert reason in rejected.reason


def test_what_holds_a_listed_chemical_is_restricted_and_stays_so(
    store: Store, tmp_path: Path
) -> None:
    content = ",pseudoephedrine,hydrochloride,30,24,tablet"
    unmarked = BOX.replace("pseudoephedrine", "none")
    (rejected,) = imported(store, tmp_path, PSE_HEADER, f"{unmarked}{content}").rejected
    assert rejected.reason == "what holds a listed chemical is restricted"
    imported(store, tmp_path, PSE_HEADER, f"{BOX}{content}")
    imported(store, tmp_path, HEADER, unmarked)
    (item,) = find(store, "614141101986")
    assert item.restriction is Restriction.PSE
    assert item.pse is not None


def test_food_that_snap_pays_is_told_by_its_column(stocked: Store, tmp_path: Path) -> None:
    """What a file without the column says of an item leaves what is known."""
    chocolate = "614141104994"
    assert find(stocked, chocolate)[0].snap
    assert not find(stocked, "614141101009")[0].snap
    row = f"{chocolate},Chocolate,1.39,CANDY,NONE,NOT_LISTED,,none,"
    for column, value, food in (("", "", True), (",snap", ",no", False), (",snap", ",YES", True)):
        file = tmp_path / "food.csv"
        file.write_text(f"{HEADER}{column}\n{row}{value}\n")
        import_catalogue(file, take_into(stocked))
        assert find(stocked, chocolate)[0].snap is food


@pytest.mark.parametrize(
    ("category", "snap", "why"),
    [("CANDY", "perhaps", "neither yes nor no"), ("OTC_DRUG", "yes", "no food for SNAP")],
)
def test_what_cannot_be_food_is_rejected(
    store: Store, tmp_path: Path, category: str, snap: str, why: str
) -> None:
    file = tmp_path / "food.csv"
    row = f"614141104994,Chocolate,1.39,{category},NONE,NOT_LISTED,,none,,{snap}"
    file.write_text(f"{HEADER},snap\n{row}\n")
    (rejected,) = import_catalogue(file, take_into(store)).rejected
    assert why in rejected.reason
