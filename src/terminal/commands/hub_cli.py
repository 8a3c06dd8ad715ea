"""The options of `rxlane hub`; what they do is in `hub.py`, imported when it runs."""

from pathlib import Path
from typing import Annotated, Final

import typer

from terminal.commands.opening import faults_in_words

hub_app: Final = typer.Typer(help="The store hub of two lanes and more.", no_args_is_help=True)
EXAMPLE: Final = "Example:  rxlane hub "
HubFolder = Annotated[
    Path | None, typer.Option(help="Folder of the hub; the user's own when left out.")
]
Lane = Annotated[str, typer.Argument(help="As in that lane's settings: one or two characters.")]


@hub_app.command(
    "init", epilog=EXAMPLE + "init postgresql://rxlane@127.0.0.1/rxlane --name 192.168.1.10"
)
def hub_init(
    database: Annotated[
        str, typer.Argument(help="postgresql://USER@HOST/NAME; a password may stand in ~/.pgpass.")
    ],
    name: Annotated[
        list[str] | None,
        typer.Option(help="Host name or address for the lanes; repeat. This computer's name."),
    ] = None,
    listen: Annotated[str, typer.Option(help="The address to listen on.")] = "0.0.0.0",  # noqa: S104  lanes come over the network; TLS and tokens guard
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8447,
    folder: HubFolder = None,
) -> None:
    """Set up a store hub here: its tables in PostgreSQL, and the store's own certificates."""
    from terminal.commands.hub import make_hub  # noqa: PLC0415  see cli.py

    with faults_in_words():
        make_hub(folder, database, tuple(name or ()), listen, port)


@hub_app.command("serve", epilog=EXAMPLE + "serve")
def hub_serve(folder: HubFolder = None) -> None:
    """Run the store hub until Ctrl+C."""
    from terminal.commands.hub import serve_hub  # noqa: PLC0415

    with faults_in_words():
        serve_hub(folder)


@hub_app.command("add-lane", epilog=EXAMPLE + "add-lane 2")
def hub_add_lane(lane: Lane, folder: HubFolder = None) -> None:
    """Print the one-time code with which a lane joins."""
    from terminal.commands.hub import add_lane  # noqa: PLC0415

    with faults_in_words():
        add_lane(folder, lane)


@hub_app.command("remove-lane", epilog=EXAMPLE + "remove-lane 2")
def hub_remove_lane(lane: Lane, folder: HubFolder = None) -> None:
    """Let a lane in no more: a computer that is gone, or was stolen."""
    from terminal.commands.hub import remove_lane  # noqa: PLC0415

    with faults_in_words():
        remove_lane(folder, lane)


@hub_app.command("forget-key", epilog=EXAMPLE + "forget-key")
def hub_forget_key(folder: HubFolder = None) -> None:
    """Every lane's computer is lost: the next lane makes a new key for buyers."""
    from terminal.commands.hub import forget_key  # noqa: PLC0415

    with faults_in_words():
        forget_key(folder)


@hub_app.command("status", epilog=EXAMPLE + "status")
def hub_status(folder: HubFolder = None) -> None:
    """Say how each lane stands."""
    from terminal.commands.hub import tell_status  # noqa: PLC0415

    with faults_in_words():
        tell_status(folder)


@hub_app.command("join", epilog=EXAMPLE + "join https://192.168.1.10:8447 CODE")
def hub_join(
    address: Annotated[str, typer.Argument(help="As `hub add-lane` printed it.")],
    code: Annotated[str, typer.Argument(help="The one-time code.")],
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder of the lane's store; the user's own when left out."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="A demo lane, on this machine.")] = False,
) -> None:
    """Make this lane one of a store with a hub; the counter is closed."""
    from terminal.commands.hub import join_hub  # noqa: PLC0415

    with faults_in_words():
        join_hub(folder, address, code, demo=demo)
