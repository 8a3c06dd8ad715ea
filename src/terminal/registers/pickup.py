"""Registers of the pickup counter: who took what, what was signed, said, asked and let go."""

from types import MappingProxyType
from typing import Final, get_args

from terminal.app.dates import day_of, on_paper
from terminal.domain import facts as f
from terminal.domain.consent import Channel
from terminal.domain.fill_guards import Stop
from terminal.domain.lines import RxLine
from terminal.domain.pickup import IdentityMethod, Relationship, SignatureKind, Unsigned
from terminal.domain.refund import ReturnLine
from terminal.domain.retention import RecordClass
from terminal.domain.shown_id import ShownId
from terminal.registers.row import RELATIONSHIPS, Around, Register, full_name


def _signature(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Each text on its own, and what was due and is not signed."""
    assert isinstance(fact, f.SignatureTaken | f.LeftUnsigned)
    if isinstance(fact, f.SignatureTaken):
        by, bound = RELATIONSHIPS[fact.signer], str(fact.bound)
    else:
        by, bound = f"not signed, {fact.why.value}: {fact.note}", ""
    fills, who = around.fills(fact.lines), _about(fact, around)
    return fills, who, fact.kind.value, by, fact.text_version, bound


def _about(fact: f.SignatureTaken | f.LeftUnsigned, around: Around) -> str:
    """Whom a text is about: the person it names, or those of its fills."""
    return around.patients(fact.lines) if fact.patient is None else around.person(fact.patient)


def _notice(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """The notice of privacy practices: acknowledged, or why not (45 CFR 164.520(c)(2)(ii))."""
    assert isinstance(fact, f.SignatureTaken | f.LeftUnsigned)
    if fact.kind is not SignatureKind.NOTICE:
        return None
    who = _about(fact, around)
    if isinstance(fact, f.SignatureTaken):
        return who, fact.notice, "acknowledged", RELATIONSHIPS[fact.signer], "", fact.bound
    return who, fact.notice, _NOT_ACKNOWLEDGED[fact.why], "", fact.note, ""


def _counselling(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.CounsellingRecorded)
    return (
        around.fills(fact.lines),
        around.patients(fact.lines),
        fact.result.value,
        around.who(fact.by) + ("" if fact.lane is None else f", at lane {fact.lane}"),
        fact.note,
        ", ".join((*(("on request",) if fact.requested else ()), *fact.rules)),
    )


def _controlled(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """The ID that was seen, or why there is none and which pharmacist answers for it."""
    assert isinstance(fact, f.ControlledIdShown | f.ControlledReleased)
    schedules = ", ".join(
        f"C-{_ROMAN[line.fill.schedule]}" for line in around.lines(fact.lines) if line.fill.schedule
    )
    relations = ", ".join(dict.fromkeys(RELATIONSHIPS[each] for each in fact.relationships))
    fills = (around.fills(fact.lines), around.patients(fact.lines), schedules)
    rules = ", ".join(fact.rules)
    if isinstance(fact, f.ControlledReleased):
        why = ": ".join(part for part in (fact.basis.value, fact.reason) if part)
        return *fills, relations, "", "", "", f"{why}, {around.who(fact.pharmacist)}", rules
    shown = fact.shown
    name = "" if shown.name is None else f"{shown.name.family}, {shown.name.given}".strip(", ")
    taker = "; ".join(part for part in (name, relations) if part)
    number = " ".join(part for part in (shown.jurisdiction, shown.number) if part)
    return *fills, taker, shown.type.value, number, _more_of(shown), "", rules


def _more_of(shown: ShownId) -> str:
    born = "" if shown.birth_date is None else f"born {day_of(shown.birth_date)}"
    copied = "copy filed" if shown.copy_filed else ""
    how = "scanned" if shown.scanned else ""
    return "; ".join(part for part in (shown.address, born, copied, how) if part)


def _question(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.HandOutAnswered)
    return (
        around.fills(fact.lines),
        around.patients(fact.lines),
        fact.question,
        fact.answer if fact.lets_go else f"{fact.answer} (stays here)",
        fact.note,
        around.who(fact.by),
        fact.rule,
    )


Excepted = (
    f.IdentityConfirmed
    | f.ObjectionReleased
    | f.IdentityMissed
    | f.SecondPickupClaimed
    | f.PickerNamed
    | f.StopReleased
)


def _exception(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Where a pharmacist stood in for an answer or a wish, and what did not fit (section 3)."""
    assert isinstance(fact, Excepted)
    match fact:
        case f.StopReleased():
            return _stop_released(fact, around)
        case f.ObjectionReleased():
            told = ("somebody else may collect", fact.reason, around.who(fact.pharmacist))
        case f.IdentityMissed():
            told = ("answer did not fit", f"try {fact.tries}", "")
        case f.SecondPickupClaimed():
            told = ("asked for a second time", _picked_up_before(fact, around), "")
        case f.IdentityConfirmed(method=IdentityMethod.PHARMACIST):
            told = ("identity confirmed", fact.reason, around.who(fact.by))
        case f.PickerNamed() if fact.released_by is not None:
            name = "" if fact.name is None else fact.name.full
            why = ": ".join(part for part in (name, fact.reason) if part)
            told = ("a minor collected alone", why, around.who(fact.released_by))
        case _:
            return None
    return around.person(fact.patient), *told, ""


_RELEASED: Final = MappingProxyType(
    {
        Stop.RETURN_TO_STOCK: "let go after the payer's days",
        Stop.LOT_UNKNOWN: "let go, its lot unknown",
    }
)


def _stop_released(fact: f.StopReleased, around: Around) -> tuple[str, ...]:
    """What a guard had stopped and a pharmacist answers for (section 12)."""
    lines = () if around.sale is None else around.sale.lines
    fills = (line for line in lines if isinstance(line, RxLine))
    sold = next((line.id for line in fills if line.fill.key == fact.key), None)
    struck = "" if sold is None else around.struck(sold)
    return (
        around.patient_of(fact.key),
        _RELEASED[fact.stop],
        f"{fact.key}{struck}: {fact.reason}",
        around.who(fact.by),
        ", ".join(fact.rules),
    )


def _picked_up_before(fact: f.SecondPickupClaimed, around: Around) -> str:
    at = "" if fact.sold_at is None else on_paper(fact.sold_at.astimezone(around.zone))
    lane = f"lane {fact.sold_lane}" if fact.sold_lane else ""
    taker = "" if fact.sold_to is None else RELATIONSHIPS[fact.sold_to]
    before = ", ".join(part for part in (at, lane, taker) if part)
    return f"{fact.key}, picked up {before}" if before else str(fact.key)


def _handed_over(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.FillHandedOver | f.PickupUndone)
    if isinstance(fact, f.PickupUndone):
        by = around.who(fact.by)
        return str(fact.key), _whose(fact, around), f"undone by {by}: {fact.reason}", "", "", ""
    return (
        str(fact.key),
        around.patients((fact.line,)),
        taker_of(fact),
        "" if fact.counselling is None else fact.counselling.value,
        str(fact.copay),
        fact.signature,
    )


def _whose(fact: f.PickupUndone, around: Around) -> str:
    """By the ticket on which it was sold."""
    line = None if around.sale is None else around.sale.line(fact.line)
    sold = around.find(line.returned.sold_on).sale if isinstance(line, ReturnLine) else None
    lines = () if sold is None else sold.lines
    fills = (each.fill for each in lines if isinstance(each, RxLine))
    return next((full_name(each.patient) for each in fills if each.key == fact.key), "")


def taker_of(fact: f.FillHandedOver) -> str:
    """What this person is to the patient, and the name where it was asked or stands on an ID."""
    relation = RELATIONSHIPS[fact.relationship]
    if fact.picker is None or fact.relationship is Relationship.PATIENT:
        return relation
    return f"{relation}, {fact.picker.full}"


def _relief(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.CopayWaived | f.CopayLeftOwed)
    waived = isinstance(fact, f.CopayWaived)
    return (
        around.fills((fact.line,)),
        around.patients((fact.line,)),
        "waived" if waived else "left owed",
        str(fact.amount),
        fact.reason,
        around.who(fact.by) if waived else "",
    )


def _printed_notice(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Of CMS-10147 and its like: prescription, date and person (section 13)."""
    assert isinstance(fact, f.NoticeHandedOver | f.NoticeHandedAside)
    if isinstance(fact, f.NoticeHandedOver):
        fills, who = around.fills(fact.lines), around.patients(fact.lines)
        how = "with the ticket"
    else:
        fills, who, how = str(fact.key), str(fact.patient), "the fill stays here"
    notices, rules = "; ".join(fact.notices), ", ".join(fact.rules)
    return fills, who, notices, how, around.who(fact.by), rules


def _consent(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.MessagesAnswered)
    said = fact.consent
    return (
        around.person(fact.patient),
        _CHANNELS[said.channel],
        day_of(said.on),
        around.who(fact.by),
    )


_CHANNELS: Final = MappingProxyType(
    {
        Channel.SMS: "agreed to text messages",
        Channel.EMAIL: "agreed to e-mail",
        Channel.PHONE: "agreed to calls",
        Channel.NONE: "wants no messages",
    }
)


def _call(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    assert isinstance(fact, f.PickupCalled)
    return str(fact.key), str(fact.patient), fact.result.value


def _settled(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    assert isinstance(fact, f.WorkItemSettled)
    return fact.subject, fact.kind.replace("_", " "), fact.how.value, fact.note


_NOT_ACKNOWLEDGED: Final = MappingProxyType(
    {Unsigned.REFUSED: "refused", Unsigned.NOT_PRESENT: "not acknowledged, patient not here"}
)

_ROMAN: Final = MappingProxyType({2: "II", 3: "III", 4: "IV", 5: "V"})

REGISTERS: Final = (
    Register(
        "signatures",
        RecordClass.PICKUP,
        (f.SignatureTaken, f.LeftUnsigned),
        ("prescriptions", "patient", "for", "signed by", "text", "bound to"),
        _signature,
    ),
    Register(
        "npp",
        RecordClass.PICKUP,
        (f.SignatureTaken, f.LeftUnsigned),
        ("patient", "notice", "answer", "signed by", "reason or effort", "bound to"),
        _notice,
    ),
    Register(
        "counselling",
        RecordClass.PICKUP,
        (f.CounsellingRecorded,),
        ("prescriptions", "patient", "result", "recorded by", "note", "rules"),
        _counselling,
    ),
    Register(
        "controlled",
        RecordClass.CONTROLLED_ID,
        (f.ControlledIdShown, f.ControlledReleased),
        (
            *("prescriptions", "patient", "schedule", "picked up by", "document", "number"),
            *("also written down", "without an ID", "rules"),
        ),
        _controlled,
    ),
    Register(
        "questions",
        RecordClass.PICKUP,
        (f.HandOutAnswered,),
        ("prescriptions", "patient", "question", "answer", "note", "answered by", "rule"),
        _question,
    ),
    Register(
        "exceptions",
        RecordClass.PICKUP,
        get_args(Excepted),
        ("patient", "what", "reason or before", "released by", "rules"),
        _exception,
    ),
    Register(
        "pickups",
        RecordClass.PICKUP,
        (f.FillHandedOver, f.PickupUndone),
        ("prescription", "patient", "picked up by", "counselling", "copay", "signature"),
        _handed_over,
    ),
    Register(
        "waivers",
        RecordClass.SALES,
        (f.CopayWaived, f.CopayLeftOwed),
        ("prescription", "patient", "what", "copay", "reason", "approved by"),
        _relief,
    ),
    Register(
        "settled",
        RecordClass.PICKUP,
        (f.WorkItemSettled,),
        ("about", "what it was", "how it was settled", "found and done"),
        _settled,
    ),
    Register(
        "notices",
        RecordClass.PICKUP,
        (f.NoticeHandedOver, f.NoticeHandedAside),
        ("prescriptions", "patient", "notice", "handed over", "given by", "rules"),
        _printed_notice,
    ),
    Register(
        "consents",
        RecordClass.PICKUP,
        (f.MessagesAnswered,),
        ("patient", "answer", "said on", "asked by"),
        _consent,
    ),
    Register(
        "calls",
        RecordClass.PICKUP,
        (f.PickupCalled,),
        ("prescription", "patient id", "result"),
        _call,
    ),
)
