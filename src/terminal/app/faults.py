"""Trouble of the world: expected, told to a person in plain words with the way out."""


class KnownFault(Exception):
    """Disk full, port gone, store locked: `title` what happened, `remedy` what to do.

    `message` adds the detail a person on the phone would ask for. Never holds patient or card
    data (DESIGN.md section 9).
    """

    def __init__(self, title: str, message: str = "", remedy: str = "") -> None:
        super().__init__(f"{title}. {message} {remedy}".strip())
        self.title = title
        self.message = message
        self.remedy = remedy
