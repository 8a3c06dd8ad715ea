"""`rxlane counter --demo --scripted`: what a newcomer runs first, as a program of its own."""

import subprocess
from pathlib import Path

from PIL import Image

from features.console import command, piped, surroundings

PAGES = ("sign-in", "sale", "pickup", "counselling", "signature", "tender", "card", "done")


def test_the_scripted_ticket_ends_well_and_leaves_its_proofs(tmp_path: Path) -> None:
    ended = piped("counter", "--demo", "--scripted", "--out", str(tmp_path))
    assert ended.status == 0, ended.said
    *_, last = ended.out.strip().splitlines()
    assert last.startswith("scripted ticket: ok 2-000001 total 47.77 change 12.23")
    assert "the drawer opened" in ended.out
    assert "the PhMS holds 6012345-0 once" in ended.out
    assert "FSA CARD ****1234 PARTIAL            20.00" in ended.out
    pictures = sorted(tmp_path.glob("*.png"))
    for page in PAGES:
        assert any(page in picture.name for picture in pictures), page
    for picture in pictures:
        with Image.open(picture) as image:
            image.verify()
    assert b"\x1b@" in (tmp_path / "printer.bin").read_bytes()  # ESC @: the printer's own bytes
    assert "CHANGE" in (tmp_path / "receipt.txt").read_text()
    for name in ("Testa", "Rosalind", "Amoxicillin", "4000009990001234"):
        assert name not in ended.said, "no patient, no drug, no card on a console"


def test_without_a_display_the_demo_says_that_it_plays_itself(tmp_path: Path) -> None:
    program = subprocess.Popen(
        command("counter", "--demo"),
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings({"PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}),
    )
    assert program.stdout is not None
    with program.stdout:
        said = [program.stdout.readline() for _ in range(3)]
    program.kill()
    program.wait()
    assert said[0] == "There is no display here: playing the scripted ticket instead.\n"
    assert said[1].startswith("pictures, receipt and printer bytes: ")
    assert said[2] == "- sign in as A. Rivera, cashier\n"
