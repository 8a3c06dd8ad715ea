"""Every page in all its states, in both themes, as pictures to look at.

Rules that hold here: the pictures are grabbed from the real window, a new one for each, since what
was typed into one stays there; one file a state, theme and size, named after them; an application
is made when there is none.
"""

from collections.abc import Container, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from terminal.app.settings import Profile
from terminal.presentation.samples import sample_screens
from terminal.ui.theme import DARK, LIGHT, LaneProfile, Theme
from terminal.ui.window import CounterWindow

SIZES = ((1366, 768),)
DRIVE_THROUGH_SIZE = (1366, 768)
PROFILES = {
    LaneProfile.COUNTER: Profile.COUNTER,
    LaneProfile.DRIVE_THROUGH: Profile.DRIVE_THROUGH,
}
"""The window's size of things, and the lane that the samples are of."""
SETTLE_ROUNDS = 3
"""Layouts inside layouts need more than one round of events to settle."""


def render_gallery(
    folder: Path,
    themes: Iterable[Theme] = (LIGHT, DARK),
    sizes: Iterable[tuple[int, int]] = SIZES,
    names: Container[str] | None = None,
) -> list[Path]:
    """Write the pictures into `folder`, all or those of `names`; the light theme also at
    drive-through scale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(["rxlane"])
    made = []
    for size in sizes:
        for theme in themes:
            suffix = f"{theme.name}-{size[0]}x{size[1]}"
            made += _render(application, folder, theme, size, LaneProfile.COUNTER, suffix, names)
    made += _render(
        *(application, folder, LIGHT, DRIVE_THROUGH_SIZE),
        *(LaneProfile.DRIVE_THROUGH, "drive-through", names),
    )
    return made


def _render(
    application: object,
    folder: Path,
    theme: Theme,
    size: tuple[int, int],
    profile: LaneProfile,
    suffix: str,
    names: Container[str] | None,
) -> list[Path]:
    assert isinstance(application, QApplication)
    made = []
    for name, screen in sample_screens(PROFILES[profile]).items():
        if names is not None and name not in names:
            continue
        window = CounterWindow(lambda _input: None, profile, theme)
        window.resize(*size)
        window.show_screen(screen)
        window.show()
        for _ in range(SETTLE_ROUNDS):
            application.processEvents()
        path = folder / f"{name}-{suffix}.png"
        if not window.grab().save(str(path)):
            raise OSError(f"cannot write the picture {path}")
        made.append(path)
        window.close()
        window.deleteLater()
        application.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    return made
