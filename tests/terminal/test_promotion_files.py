"""`promotions.toml`: a mistake is named by its line, and the last good file holds."""

from datetime import date
from pathlib import Path

import pytest

from terminal.domain.catalog import ItemCategory
from terminal.domain.money import Money
from terminal.domain.promotion import AmountOff, CheaperOnes, ForPrice
from terminal.promotion_files import (
    FILE_NAME,
    LAST_GOOD_NAME,
    MAX_BYTES,
    example,
    load_promotions,
    look_into,
)

ROW = """\
[[promotion]]
name = "candy-3-for-5"
text = "Candy 3 for $5"
since = 2026-01-01
categories = ["CANDY"]
units = 3
price = "5.00"
"""


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    return tmp_path


def mistakes(tmp_path: Path, text: str) -> list[str]:
    return [str(each) for each in look_into(written(tmp_path, text) / FILE_NAME).mistakes]


def test_the_example_that_travels_with_the_program_is_good_and_shows_every_deal() -> None:
    found = look_into(example())
    assert found.mistakes == ()
    assert {type(each.deal) for each in found.promotions} == {ForPrice, CheaperOnes, AmountOff}


def test_a_row_says_what_it_is_for_and_what_it_gives(tmp_path: Path) -> None:
    (found,) = look_into(written(tmp_path, ROW) / FILE_NAME).promotions
    assert (found.name, found.deal) == ("candy-3-for-5", ForPrice(3, Money(5_00)))
    assert found.goods.categories == {ItemCategory.CANDY}
    assert (found.since, found.until, found.mix, found.times) == (date(2026, 1, 1), None, True, 0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("units = 3", 'units = "3"', "line 6: units: here stands a whole number"),
        ('price = "5.00"', "price = 5.00", "line 7: price: here stands a text"),
        ('price = "5.00"', 'price = "5,00"', 'line 7: price is an amount like "5.00"'),
        ('price = "5.00"', "", "line 6: a promotion has one deal"),
        ('price = "5.00"', 'price = "5.00"\noff = "1.00"', "a promotion has one deal"),
        ("units = 3", "buy = 3", "a promotion has one deal"),
        ("units = 3", "units = 0", "1 to 99 pieces"),
        ('["CANDY"]', '["SWEETS"]', "line 5: categories"),
        ('categories = ["CANDY"]', 'items = ["123"]', "line 5: items: 123 is no barcode"),
        ('categories = ["CANDY"]', "", "name items, departments or categories"),
        ("since = 2026-01-01", "since = 2026-02-30", "line 4"),
        ("since = 2026-01-01", 'since = 2026-01-02\nuntil = 2026-01-01', "line 5: until"),
        ('"candy-3-for-5"', '"Candy 3"', "line 2: a name is small letters"),
        ('text = "Candy 3 for $5"', 'text = ""', "line 3: text"),
        ("units = 3", "units = 3\nmixed = true", 'line 7: there is no "mixed"'),
        ("[[promotion]]", "[[promotions]]", "line 1: it holds [[promotion]] tables"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    (found,) = mistakes(tmp_path, ROW.replace(old, new))
    assert found.startswith(f"{FILE_NAME}, line ")
    assert said in found


def test_every_broken_row_is_told(tmp_path: Path) -> None:
    text = ROW.replace("units = 3", "units = 0") + ROW.replace("CANDY", "X")
    assert len(mistakes(tmp_path, text)) == 2


def test_a_name_stands_twice_only_on_days_that_follow_each_other(tmp_path: Path) -> None:
    first = ROW.replace("since = 2026-01-01", "since = 2026-01-01\nuntil = 2026-03-31")
    after = ROW.replace("2026-01-01", "2026-04-01")
    assert mistakes(tmp_path, first + after) == []
    (found,) = mistakes(tmp_path, ROW + after)
    assert "line 9: candy-3-for-5 stands there twice on 2026-04-01" in found


def test_while_a_file_is_refused_the_last_good_one_holds(tmp_path: Path) -> None:
    good = load_promotions(written(tmp_path, ROW))
    assert good.refused is None
    again = load_promotions(written(tmp_path, ROW.replace("units = 3", "units = 0")))
    assert again.book == good.book
    assert again.refused is not None
    assert again.refused.line == 6
    (tmp_path / LAST_GOOD_NAME).write_text("nonsense")
    assert load_promotions(tmp_path).book.promotions == ()


def test_without_a_file_nothing_is_promoted(tmp_path: Path) -> None:
    assert load_promotions(None).book.promotions == ()
    assert load_promotions(tmp_path).book.promotions == ()


def test_a_file_that_is_taken_away_takes_its_promotions_with_it(tmp_path: Path) -> None:
    load_promotions(written(tmp_path, ROW))
    (tmp_path / FILE_NAME).unlink()
    assert load_promotions(tmp_path).book.promotions == ()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * (MAX_BYTES + 1), b"[[promotion"])
def test_a_file_that_is_none_raises_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert load_promotions(tmp_path).refused is not None
