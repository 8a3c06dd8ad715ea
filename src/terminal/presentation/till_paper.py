"""The till's reports as documents for a page printer, and as a table."""

from terminal.app.till_report import Slip
from terminal.presentation.paper import Heading, Paper, Paragraph, Table
from terminal.presentation.text import tr

COLUMNS = ("", "Amount")


def till_paper(slip: Slip, footer: str) -> Paper:
    signed = tr("Signed: ______________________________")
    blocks = (Heading(slip.title), table_of(slip), Paragraph(signed))
    return Paper(slip.title, " · ".join(slip.head), blocks, footer)


def table_of(slip: Slip) -> Table:
    rows = tuple((each.label, each.amount) for each in slip.lines)
    return Table(tuple(map(tr, COLUMNS)), rows, (70, 30), frozenset({1}))
