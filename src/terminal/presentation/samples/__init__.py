"""True screens of every page in its states, for the gallery and the tests of the window.

Each is what the presenter shows for a state that `step` reached, with invented people and goods:
a sample can only look like the program. Names can be names of files.
"""

from dataclasses import replace

from terminal.app.settings import Profile
from terminal.app.state import TerminalState
from terminal.presentation.samples import stock
from terminal.presentation.samples.copays import copay_samples
from terminal.presentation.samples.ids import id_samples
from terminal.presentation.samples.keying import keying_samples
from terminal.presentation.samples.lane import SampleLane, started
from terminal.presentation.samples.logging import pse_samples
from terminal.presentation.samples.looking_after import device_samples
from terminal.presentation.samples.next_visit import next_visit_samples
from terminal.presentation.samples.notices import notice_samples
from terminal.presentation.samples.other_lanes import other_lane_samples
from terminal.presentation.samples.paying import card_samples, done_samples, tender_samples
from terminal.presentation.samples.picking_up import pickup_samples
from terminal.presentation.samples.pricing import price_samples
from terminal.presentation.samples.prompts import prompt_samples
from terminal.presentation.samples.records import record_samples
from terminal.presentation.samples.reports import report_samples
from terminal.presentation.samples.restricted import restricted_samples
from terminal.presentation.samples.returning import return_samples
from terminal.presentation.samples.selling import combined_ticket, sale_samples
from terminal.presentation.samples.selling import long_ticket as ticket_of
from terminal.presentation.samples.signing_in import lock_samples, sign_in_samples
from terminal.presentation.samples.stops import stop_samples
from terminal.presentation.samples.tickets import ticket_samples
from terminal.presentation.samples.tills import till_samples
from terminal.presentation.samples.unclaimed import unclaimed_samples
from terminal.presentation.samples.work_items import work_item_samples
from terminal.presentation.screen import Presenter
from terminal.presentation.views import ScreenView


def sample_states(profile: Profile = Profile.COUNTER) -> dict[str, TerminalState]:
    """Every page in its states, by name, on a lane of this kind."""
    start = _start(profile)
    here = start.sign_in(stock.CASHIER)
    lanes = (
        sign_in_samples(start)
        | lock_samples(here)
        | sale_samples(here)
        | pickup_samples(here)
        | stop_samples(here)
        | copay_samples(here)
        | price_samples(here)
        | notice_samples(here)
        | unclaimed_samples(here)
        | other_lane_samples(here)
        | next_visit_samples(here)
        | prompt_samples(combined_ticket(here))
        | id_samples(here)
        | tender_samples(here)
        | keying_samples(here)
        | card_samples(here)
        | done_samples(here)
        | pse_samples(here)
        | device_samples(start)
        | record_samples(start)
        | work_item_samples(start)
        | report_samples(start)
        | restricted_samples(here)
        | till_samples(start)
        | return_samples(here)
        | ticket_samples(here)
    )
    return {name: lane.state for name, lane in lanes.items()}


def sample_screens(profile: Profile = Profile.COUNTER) -> dict[str, ScreenView]:
    """What the window shows for each of the states."""
    return {name: Presenter().screen(state) for name, state in sample_states(profile).items()}


def long_ticket(count: int) -> TerminalState:
    """A ticket of `count` lines, the last one chosen."""
    return ticket_of(_start(Profile.COUNTER).sign_in(stock.CASHIER), count).state


def _start(profile: Profile) -> SampleLane:
    return started(replace(stock.SETTINGS, profile=profile))
