"""Who buys pseudoephedrine in the scenarios: a card as the scanner reads it, and the box."""

from typing import Final

BOX: Final = "0614141101986"
NUMBER: Final = "S84031201"
_BODY: Final = "DL" + "\n".join(
    (
        f"DAQ{NUMBER}",
        "DCSTESTA",
        "DACROSALIND",
        "DBB03121984",
        "DBA03122038",
        "DAG100 SAMPLE ST",
        "DAIANYTOWN",
        "DAJTX",
        "DAK750010000  ",
        "DCGUSA",
    )
)
CARD: Final = f"@\n\x1e\rANSI 636000090001DL0031{len(_BODY) + 1:04}{_BODY}\r"
