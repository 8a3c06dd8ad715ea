"""Each print job has a mark of its own that the printer can answer."""

from terminal.app.print_ids import process_id


def test_process_ids_are_four_signs_and_differ_for_77_million_jobs() -> None:
    assert process_id(0) == "!!!!"
    assert process_id(93 * 94**3 - 1) == "}~~~"
    assert process_id(93 * 94**3) == "!!!!"
    assert len({process_id(n) for n in range(20_000)}) == 20_000
