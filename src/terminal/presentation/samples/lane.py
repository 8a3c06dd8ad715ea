"""A lane that is driven by hand: the pure `step`, and a presenter to see what can be pressed.

Rules that hold here:

1. A lane is a value: each verb gives another lane, so that samples branch from one another.
2. A button is pressed by what it does, as it stands enabled on the screen. What the screen does not
   offer is a bug of the sample, so the samples cannot drift from the program.
3. What a device says comes only from the sample; the pharmacy around the lane answers at once.
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta

from terminal.app import inputs as i
from terminal.app.effects import Effect
from terminal.app.inputs import Do, Intent
from terminal.app.recovery import Recovered, recover
from terminal.app.settings import Settings
from terminal.app.state import CardPage, Counters, TerminalState
from terminal.app.step import step
from terminal.domain.attempt import CardResult
from terminal.domain.barcode import meaning_of_scan
from terminal.domain.catalog import Item
from terminal.domain.facts import Fact, SaleFact, ScreenUnlocked, SignedIn, SignInFailed
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill
from terminal.domain.staff import StaffMember
from terminal.presentation.samples import stock
from terminal.presentation.samples.pharmacy import Pharmacy, pin_of
from terminal.presentation.screen import Presenter
from terminal.presentation.views import Action, Field, PageView, PickupView, actions_of

FIRST_TICKET = 482
PHMS_AGE = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class SampleLane:
    """A terminal's state, the facts that led to it, and the pharmacy around it."""

    state: TerminalState
    around: Pharmacy
    facts: tuple[Fact, ...] = ()

    # --- one thing happens

    def then(self, *happened: i.Input) -> "SampleLane":
        """The lane after these inputs, each with every answer that it asked for."""
        lane, waiting = self, deque(happened)
        while waiting:
            what = i.Arrived(waiting.popleft(), lane.state.at, lane.state.now)
            taken = step(lane.state, what)
            lane = replace(lane, state=taken.state, facts=(*lane.facts, *taken.facts))
            failures = _failures(lane.facts)
            answers = (lane.around.answer(each, what.at, failures) for each in taken.effects)
            waiting.extendleft(reversed([each for each in answers if each is not None]))
        return lane

    def arrived(self, what: i.Arrived) -> "SampleLane":
        """One input under another clock than the lane's own."""
        return replace(self, state=step(self.state, what).state)

    def after(self, seconds: float) -> "SampleLane":
        state = self.state
        later = replace(state, at=state.at + timedelta(seconds=seconds), now=state.now + seconds)
        return replace(self, state=later).then(i.ClockTicked())

    def choose(self, do: Do, argument: str) -> "SampleLane":
        """Touch a row."""
        return self.then(Intent(do, argument))

    def press(self, do: Do, argument: str = "") -> "SampleLane":
        return self.then(_action(self.state, Intent(do, argument)).intent)

    def key_in(self, text: str) -> "SampleLane":
        return self.then(i.FieldEdited(_field(self.state).name, text))

    def enter(self, *texts: str) -> "SampleLane":
        """Each text into the field that has the focus, with Enter."""
        lane = self
        for text in texts:
            name = _field(lane.state).name
            lane = lane.then(i.FieldEdited(name, text), i.FieldSubmitted(name, text))
        return lane

    def scan(self, *codes: Item | Fill) -> "SampleLane":
        """The code on the pack, or the label on the bag."""
        return self.then(*(i.CodeScanned(meaning_of_scan(*_printed(each))) for each in codes))

    def sign_in(self, person: StaffMember) -> "SampleLane":
        return self.enter(person.id, pin_of(person))

    # --- what is around it changes

    def holding(self, *kinds: type[Effect]) -> "SampleLane":
        """These effects are not answered yet."""
        return replace(self, around=replace(self.around, held=frozenset(kinds)))

    def holds(self, *bags: Fill) -> "SampleLane":
        """Other bags wait in the pharmacy."""
        return replace(self, around=replace(self.around, bags=bags))

    def now_told(self, fill: Fill) -> "SampleLane":
        """The PhMS tells something else of this fill from now on."""
        return replace(self, around=self.around.with_changed(fill))

    def offline(self) -> "SampleLane":
        """The PhMS is silent since its last reading."""
        silent = replace(self, around=replace(self.around, phms_answers=False))
        return silent.then(i.PhmsHealthChanged(i.Condition.DOWN, "", stock.CACHED))

    def card_says(self, result: CardResult) -> "SampleLane":
        """The card terminal's word about the payment on the screen."""
        page = self.state.page
        assert isinstance(page, CardPage), "no payment is under way"
        return self.then(i.ChargeAnswered(page.ref, result))

    def printer_says(self, state: i.PrintState, reason: str = "") -> "SampleLane":
        job = self.state.receipt
        assert job is not None, "no receipt is on its way"
        return self.then(i.PrintJobMoved(job.job, state, reason))

    def after_power_cut(self) -> "SampleLane":
        """The same lane started again on what is durable: the one ticket that was open."""
        ticket = tuple(fact for fact in self.facts if isinstance(fact, SaleFact))
        found = Recovered(
            tickets=(ticket,),
            people=stock.STAFF,
            counters=self.state.counters,
            till=self.state.till,
        )
        state = self.state
        again = recover(found, state.settings, state.policy, state.at, state.now, state.demo)
        return replace(self, state=again, facts=())


def started(
    settings: Settings = stock.SETTINGS, policy: Policy = stock.POLICY, *, demo: bool = False
) -> SampleLane:
    """A lane at its start, with everything attached and well."""
    found = Recovered(people=stock.STAFF, counters=Counters(ticket=FIRST_TICKET))
    state = recover(found, settings, policy, stock.NOW, 1000.0, demo)
    return SampleLane(state, Pharmacy()).then(
        *(i.DeviceHealthChanged(role, i.Condition.GOOD) for role in i.DeviceRole),
        i.PhmsHealthChanged(i.Condition.GOOD, "", stock.NOW - PHMS_AGE),
    )


def _failures(facts: tuple[Fact, ...]) -> int:
    """Wrong PINs since somebody came in."""
    count = 0
    for fact in reversed(facts):
        if isinstance(fact, SignedIn | ScreenUnlocked):
            break
        count += isinstance(fact, SignInFailed)
    return count


def _printed(what: Item | Fill) -> tuple[str, bytes]:
    """The symbology and the bytes that a scanner sends for it."""
    if isinstance(what, Fill):
        return "]C0", str(what.key).encode()
    return "]E0", what.gtin[1:].encode()


def _action(state: TerminalState, intent: Intent) -> Action:
    screen = Presenter().screen(state)
    found = (each for each in actions_of(screen) if each.intent == intent and each.enabled)
    action = next(found, None)
    assert action is not None, f"{intent} is not offered on {type(state.page).__name__}"
    return action


def _field(state: TerminalState) -> Field:
    """The field that has the focus."""
    field = _field_of(Presenter().screen(state).page)
    assert field is not None, f"{type(state.page).__name__} has no field"
    return field


def _field_of(view: PageView) -> Field | None:
    if isinstance(view, PickupView) and view.answer is not None:
        return view.answer
    found = getattr(view, "field", None)
    return found if isinstance(found, Field) else None
