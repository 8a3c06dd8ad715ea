"""What stands on the signing page: whose turn it is, and which texts one signature covers."""

from dataclasses import dataclass

from terminal.app.state import SignPage, TerminalState
from terminal.domain.obligation import Kind
from terminal.domain.pickup import SignatureKind
from terminal.domain.signature import PaperId
from terminal.domain.signing import (
    DuePaper,
    Hand,
    caps_without_request,
    due_papers,
    papers_on_request,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person signs now, what others sign after it, and what has to be chosen first."""

    hand: Hand
    papers: tuple[DuePaper, ...]
    later: tuple[DuePaper, ...]
    caps: tuple[DuePaper, ...] = ()
    """Easy-open containers without a request: its scope is the patient's to choose."""


def sheet_of(state: TerminalState, extras: tuple[PaperId, ...] = ()) -> Sheet:
    if state.sale is None:
        return Sheet(None, (), ())
    rules, day = state.policy.rules, state.day
    asked_for = tuple(each for each in on_request(state) if each.id in extras)
    papers = (*due_papers(state.sale, rules, day), *asked_for)
    caps = _caps_to_choose(state, asked_for)
    hands = list(dict.fromkeys(each.hand for each in (*papers, *caps)))
    turn = None if None in hands or not hands else hands[0]
    return Sheet(
        turn,
        tuple(each for each in papers if each.hand == turn),
        tuple(each for each in papers if each.hand != turn),
        tuple(each for each in caps if each.hand == turn),
    )


def on_request(state: TerminalState) -> tuple[DuePaper, ...]:
    """What can be signed as well when the customer asks for it."""
    if state.sale is None:
        return ()
    return papers_on_request(state.sale, state.policy.rules, state.day)


def shown_to_sign(state: TerminalState, page: SignPage) -> tuple[PaperId, ...]:
    """The texts that the page shows to the one whose turn it is."""
    return tuple(each.id for each in sheet_of(state, page.extras).papers)


def paper_named(state: TerminalState, name: str) -> DuePaper | None:
    """A text by the name that its button carries."""
    if state.sale is None:
        return None
    due = due_papers(state.sale, state.policy.rules, state.day)
    return next((each for each in (*due, *on_request(state)) if name_of(each) == name), None)


def name_of(paper: DuePaper) -> str:
    lines = ",".join(str(line) for line in paper.lines)
    return f"{paper.rule.ref}|{paper.patient or ''}|{lines}"


def opened_for_signing(state: TerminalState) -> TerminalState:
    """Nothing but the signature is left to do, and nobody's bag waits: let the customer sign."""
    kinds = {each.kind for each in state.open_obligations}
    alone = kinds == {Kind.SIGNATURE} and not state.family
    return state.clear_field(SignPage()) if alone else state


def _caps_to_choose(state: TerminalState, asked_for: tuple[DuePaper, ...]) -> tuple[DuePaper, ...]:
    assert state.sale is not None
    waiting = set(caps_without_request(state.sale, state.policy.rules, state.day))
    chosen = {p.patient for p in asked_for if p.terms.covers is SignatureKind.EASY_OPEN}
    requests = {
        each.patient: each
        for each in reversed(on_request(state))
        if each.terms.covers is SignatureKind.EASY_OPEN
    }
    return tuple(
        each for who, each in requests.items() if who not in chosen and waiting & set(each.lines)
    )
