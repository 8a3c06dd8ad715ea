"""By which way a patient wants to be told that something is ready: opt-in, with its day."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Channel(Enum):
    SMS = "sms"
    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"  # the patient wants no messages: every opt-in before it ends


@dataclass(frozen=True, slots=True)
class MessageConsent:
    channel: Channel
    on: date


def in_force(consents: tuple[MessageConsent, ...]) -> tuple[MessageConsent, ...]:
    """What counts of these, in their order: the last word on each channel, none before a NONE."""
    counting: dict[Channel, MessageConsent] = {}
    for each in consents:
        if each.channel is Channel.NONE:
            counting.clear()
        else:
            counting.pop(Channel.NONE, None)
        counting[each.channel] = each
    return tuple(counting.values())
