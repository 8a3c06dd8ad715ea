"""What the packaged program starts with."""

from terminal.commands.cli import main

main()
