"""The passphrase is asked for in a window, until it opens the store or the person gives up."""

from PySide6.QtCore import QTimer

from terminal.app.inputs import FieldSubmitted
from terminal.ui import passphrase


def ask(typed: list[str], right: str, *, new: bool) -> tuple[bool, list[str]]:
    """Play the person: submit each text in turn, then close the window."""
    tried: list[str] = []

    def answer(text: str) -> str:
        tried.append(text)
        return "" if text == right else "The passphrase is wrong."

    asking = passphrase._Asking("No keyring runs here.", answer, new=new)

    def next_one() -> None:
        if typed:
            asking._take(FieldSubmitted("passphrase", typed.pop(0)))
        else:
            asking._window.close()

    timer = QTimer()
    timer.timeout.connect(next_one)
    timer.start(1)
    return asking.run(), tried


def test_a_wrong_one_is_asked_again_and_the_right_one_opens(qapp: object) -> None:
    opened, tried = ask(["first guess", "open sesame now"], "open sesame now", new=False)
    assert opened
    assert tried == ["first guess", "open sesame now"]


def test_closing_the_window_gives_up(qapp: object) -> None:
    opened, _ = ask([], "open sesame now", new=False)
    assert not opened


def test_a_new_one_is_typed_twice_and_must_be_the_same(qapp: object) -> None:
    opened, tried = ask(
        ["one of these", "another", "the same one", "the same one"], "the same one", new=True
    )
    assert opened
    assert tried == ["the same one"]
