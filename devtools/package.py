"""placeholder"""

from devtools.say import Trouble


def build() -> int:
    raise Trouble("not yet")
