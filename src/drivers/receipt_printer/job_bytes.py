"""The bytes of a job, and what has to go in front of them after one that was cut short."""

from typing import Final

from drivers.receipt_printer.builder import FEED_AND_CUT, INITIALISE
from drivers.receipt_printer.codec import FLUSH, BuilderUnavailable, encode, encode_logo
from drivers.receipt_printer.job import OWN_FLUSH
from drivers.receipt_printer.messages import Job, JobState, StoreLogo, Trouble
from drivers.receipt_printer.profile import PrinterProfile

MAX_BODY_BYTES: Final = 256 * 1024
"""A 500-line ticket is about 60 kB; more is a bug, and 23 s of line at 115200 baud."""

FALL: Final = INITIALISE + FEED_AND_CUT
"""Lets half a receipt fall before the next one begins, after zeros that end what was cut short.

Sent before the job after an unknown one; a whole receipt costs a few centimetres of empty paper.
"""


def body_of(job: Job, profile: PrinterProfile) -> bytes | Trouble:
    """What puts the job on the paper, or why there is no such thing."""
    if isinstance(job, StoreLogo):
        return encode_logo(job.key, job.picture)
    try:
        body = encode(job.document, profile)
    except BuilderUnavailable:
        return Trouble.CANNOT_ENCODE
    return body if len(body) <= MAX_BODY_BYTES else Trouble.TOO_LONG


def zeros_after(job: Job, state: JobState) -> bytes:
    """What ends the command in which this job may have been cut short.

    A printer that took all of it and said nothing may still be filling a logo that an earlier
    program began.
    """
    swallowed = isinstance(job, StoreLogo) or state.reason is Trouble.NOT_CONFIRMED
    return FLUSH if swallowed else OWN_FLUSH
