"""The audit pack on the registers page: the list, how far the proof is, what cannot be proved."""

from terminal.app.audit_list import LIST_FIELD, MAX_LETTERS, MOST, AuditPaper, Wanted
from terminal.app.inputs import Do
from terminal.app.records import AUDIT, PAGES
from terminal.app.state import AuditPage, TerminalState
from terminal.presentation.actions import press
from terminal.presentation.records_page import SHOWN, register_rows
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Badge,
    Emphasis,
    Field,
    Notice,
    RecordsView,
    Row,
    Tone,
)


def audit_view(state: TerminalState, page: AuditPage) -> RecordsView:
    nothing = "" if page.wanted else tr("There is no list yet")
    making = tr("It is being written") if page.making else ""
    return RecordsView(
        tr("Registers"),
        register_rows(AUDIT),
        tr(PAGES[AUDIT]),
        _explain(page),
        (),
        Field(
            LIST_FIELD,
            tr("Paste prescription numbers, then Enter"),
            page.typed,
            state.revision,
            most=MAX_LETTERS,
        ),
        _rows(page),
        _empty(page),
        "",
        (),
        _notices(page),
        (
            press(Do.LOAD_LIST, tr("Load a list"), "F5", unless=making),
            press(Do.CLEAR_LIST, tr("Clear"), "Del", unless=making or nothing),
            press(
                Do.WRITE_AUDIT,
                tr("Write PDF and CSV"),
                "F9",
                unless=making or ("" if page.typed.strip() else nothing),
                emphasis=Emphasis.FILLED,
            ),
        ),
    )


def _rows(page: AuditPage) -> tuple[Row, ...]:
    """What cannot be proved stands first, once that is known."""
    missing = () if page.made is None else page.made.missing
    unproved = tuple(
        Row(f"missing-{place}", text, why, (Badge(tr("not proved"), Tone.DANGER),))
        for place, (text, why) in enumerate(missing)
    )
    if page.made is not None:
        return unproved[:SHOWN]
    return tuple(
        Row(each.text, each.text, _about(each), selected=place == page.highlighted)
        for place, each in enumerate(page.wanted[:SHOWN])
    )


def _empty(page: AuditPage) -> str:
    if not page.wanted:
        return tr("Numbers may stand apart by spaces, commas or lines.")
    proved = page.made is not None and not page.made.missing
    return tr("Every prescription of the list is proved.") if proved else ""


def _about(each: Wanted) -> str:
    if each.rx is None:
        return tr("this is no prescription number")
    return tr("every fill") if each.fill is None else tr("fill {n}", n=each.fill)


def _explain(page: AuditPage) -> str:
    if not page.wanted:
        return tr(
            "Signature, time, who picked up, counselling, payment, journal hashes;"
            " up to {most} prescriptions.",
            most=f"{MOST:,}",
        )
    said = [tr("{n} asked for", n=len(page.wanted))]
    unread = sum(each.rx is None for each in page.wanted)
    if page.made is not None:
        said.append(tr("pickups found: {n}", n=page.made.proved))
        said.append(tr("not proved: {n}", n=len(page.made.missing)))
    elif unread:
        said.append(tr("no prescription numbers: {n}", n=unread))
    return " · ".join(said)


def _notices(page: AuditPage) -> tuple[Notice, ...]:
    if page.trouble:
        return (Notice(tr("It could not be done"), page.trouble, Tone.DANGER),)
    if page.making:
        stop = tr("Esc stops it; nothing is written then.")
        if not page.of:
            return (Notice(tr("Verifying the journal …"), stop, Tone.INFO),)
        far = tr("Collecting {done} of {of} …", done=page.done, of=page.of)
        return (Notice(far, stop, Tone.INFO),)
    return () if page.made is None else tuple(_told(page.made))


def _told(made: AuditPaper) -> list[Notice]:
    told: list[Notice] = []
    if made.broken:
        why = tr("{why}. Call support before you hand this over.", why=made.broken)
        told.append(Notice(tr("The journal does not verify"), why, Tone.DANGER))
    keep = tr("They name patients: keep them safe, and delete them when they were handed over.")
    told.append(Notice(tr("Written: {places}", places=" · ".join(made.places)), keep, Tone.GOOD))
    return told
