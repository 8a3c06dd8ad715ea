"""`rxlane` and `python -m terminal`: the command line."""

from terminal.commands.cli import main

if __name__ == "__main__":
    main()
