"""Search as you type: each letter of common and rare words, from the key to the painted results."""

from collections.abc import Iterator

from bench.goods import FORMS, GOODS, SUBSTANCES, brand
from bench.lane import Lane, answer
from bench.painted import Painted
from bench.people import GIVEN
from bench.plan import FRAME_MS, Place
from bench.rows import Row, percentile, timed_ms
from bench.shops import open_shop
from terminal.store.store import Store

LETTERS = range(2, 9)
"""The counter begins to search at the second letter; who types a ninth has mistyped one."""
OF_EACH = 14


def typed_texts() -> list[str]:
    """What cashiers type, letter by letter. The commonest stand in most names."""
    words = [
        *(each.lower() for each in SUBSTANCES[:OF_EACH]),
        *dict.fromkeys(form for form, _unit in FORMS),
        *(each.lower() for each in GOODS[:OF_EACH]),
        *(brand(each * 31) for each in range(OF_EACH)),
        *GIVEN[:OF_EACH],
    ]
    pairs = [f"{one[:3]} {two[:4]}" for one, two in zip(words, reversed(words), strict=True)]
    letters = [word[:length] for word in words for length in LETTERS if length <= len(word)]
    return [text.strip() for text in (*letters, *pairs)]


def measure(place: Place) -> Iterator[Row]:
    texts = typed_texts() if place.plan.searches > 1 else typed_texts()[::10]
    with open_shop(place.long_shop) as store:
        painted = Painted()
        lane = Lane(store.reader, store.writer, painted, painted.show)
        times: list[float] = []
        for _ in range(place.plan.searches):
            for text in texts:
                times.append(_typed(lane, painted, text))
                lane.clear_field()
        yield Row("search as you type to painted results, p50", percentile(times, 50), "ms")
        yield Row(
            "search as you type to painted results, p99", percentile(times, 99), "ms", FRAME_MS
        )
        painted.close()
        asked = [_asked(store, text) for _ in range(place.plan.searches) for text in texts]
        yield Row(
            "search as you type, the store's part, p99", percentile(asked, 99), "ms", FRAME_MS
        )


def _typed(lane: Lane, painted: Painted, text: str) -> float:
    def type_it() -> None:
        lane.type(text)
        painted.until_painted()

    return timed_ms(type_it)


def _asked(store: Store, text: str) -> float:
    return timed_ms(lambda: store.reader.wait(lambda connection: answer(connection, text)))
