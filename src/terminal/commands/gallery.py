"""`rxlane gallery`: all pages, all states, both themes, as pictures."""

from pathlib import Path

import typer


def render(folder: Path) -> None:
    from terminal.ui.application import use_offscreen  # noqa: PLC0415  Qt only where it is used

    use_offscreen()
    from terminal.ui.gallery import render_gallery  # noqa: PLC0415  after the platform is chosen

    made = render_gallery(folder)
    typer.echo(f"{len(made)} pictures in {folder}")
