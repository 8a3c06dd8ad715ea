"""What the rules ask of a register, in words: on its page and on its paper."""

from terminal.app.record_terms import RecordTerms
from terminal.presentation.text import tr


def words_of(terms: RecordTerms) -> tuple[str, ...]:
    """A sentence each; none where no row asks for anything."""
    told: list[str] = []
    if terms.within_hours:
        told.append(
            tr(
                "To be produced within {hours} hours of a request ({source}).",
                hours=terms.within_hours,
                source=terms.source,
            )
        )
    told += [
        tr("The PhMS's report to the monitoring program does for the same ({source}).", source=each)
        for each in terms.reported
    ]
    return tuple(told)
