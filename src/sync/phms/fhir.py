"""The FHIR R4 connector: requests as values, answers as meaning (phms-and-sync.md section 5).

Rules:

1. Success is an explicit, parsed, matching answer. 200 with nothing, HTML or half a body is not.
2. A 404 or 410 means "not there" only with an OperationOutcome; a proxy's page means nothing.
3. Every delivery begins by reading the fill: it may carry our id already, and a PUT starts from
   the resource just read. If-Match is always quoted; some servers ignore an unquoted one.
4. On 409 or 412, and after an answer that is none, the fill is read again: our id on it means
   that it was applied, else it is a conflict or another try. Nothing relies on a transaction
   being atomic.
5. A copay is a ChargeItem and a name is a Patient: their changes leave the dispense's version
   alone, so each of the three lists is followed. `_include` is not relied on.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from urllib.parse import quote, urlencode, urljoin

from sync.errors import Trouble, TroubleKind, UnreadableResource
from sync.http import Exchange, HttpRequest, HttpResponse, NoAnswer
from sync.messages import (
    AlreadyApplied,
    Applied,
    Conflict,
    Envelope,
    Fate,
    FillKey,
    FillSnapshot,
    FillStatus,
    Outcome,
    PhmsId,
    PickupEnvelope,
    Refused,
    Retry,
    Unauthorised,
    UndoEnvelope,
    UnreadableFill,
    Version,
    WorkItemKind,
)
from sync.phms import answers, profile, resources, tree
from sync.phms.tree import Tree
from sync.protocol import ChangePage, SeenVersion, version_of

PAGE_SIZE = 50
READY_PAGE_SIZE = 200
RELATED_PER_REQUEST = 40  # 40 UUID references are 2.3 kB of address; servers take 8 kB
MAX_RELATED_PAGES = 50
FHIR_JSON = "application/fhir+json"
DISPENSE, CHARGE, PATIENT = "MedicationDispense", "ChargeItem", "Patient"
_OPEN = "preparation,in-progress,on-hold"

_MISMATCH = {
    FillStatus.SOLD: (WorkItemKind.SECOND_PICKUP, "the PhMS has another pick-up of this fill"),
    FillStatus.ON_HOLD: (WorkItemKind.ON_HOLD, "the PhMS has this fill on hold"),
    FillStatus.CANCELLED: (WorkItemKind.REVERSED, "the PhMS has cancelled this fill"),
    FillStatus.ERRONEOUS: (WorkItemKind.REVERSED, "the PhMS calls this fill an error"),
    FillStatus.STOPPED: (WorkItemKind.REVERSED, "the PhMS has stopped this fill"),
    FillStatus.DECLINED: (WorkItemKind.REVERSED, "the PhMS has declined this fill"),
    FillStatus.PREPARING: (WorkItemKind.FILL_CHANGED, "the PhMS is preparing this fill again"),
    FillStatus.UNKNOWN: (WorkItemKind.FILL_CHANGED, "the PhMS does not know the fill's status"),
}


@dataclass(frozen=True, slots=True)
class FhirConnector:
    """Speaks to one FHIR R4 server at `base_url` (ending in a slash)."""

    base_url: str
    fill_system: str = profile.FILL_SYSTEM

    def __post_init__(self) -> None:
        if not self.base_url.endswith("/"):
            raise ValueError("the base address ends in a slash")

    @property
    def sources(self) -> tuple[str, ...]:
        """Charges and patients first: where their list ends is noted before fills are read."""
        return (CHARGE, PATIENT, DISPENSE)

    # Reading

    def changes(
        self,
        source: str,
        since: datetime | None,
        page_token: str | None,
        known: Container[SeenVersion],
    ) -> Exchange[ChangePage]:
        """One page of changes. Without `since`, only the dispenses are listed from the start."""
        if since is None and source != DISPENSE:
            return (yield from self._newest_stamp(source))
        query = {"_sort": "_lastUpdated", "_count": str(PAGE_SIZE)}
        if since is not None:
            query["_lastUpdated"] = f"ge{tree.stamp(since)}"
        page = yield from self._page(source, page_token or f"{source}?{urlencode(query)}")
        rows = page.resources
        fresh = [row for row in rows if _seen(row) not in known]
        dispenses = fresh if source == DISPENSE else (yield from self._dispenses_of(source, fresh))
        fills, unreadable = yield from self._assemble(dispenses)
        return ChangePage(
            fills=fills,
            unreadable=unreadable,
            seen=tuple(_seen(row) for row in rows),
            newest=max((_stamp(row) for row in rows), default=None),
            next_token=page.next_target,
            total=page.total,
        )

    def fill(self, key: FillKey) -> Exchange[FillSnapshot | None]:
        """The fill by what is printed on its bag."""
        token = quote(f"{self.fill_system}|{key}", safe="")
        found = yield from self._all(DISPENSE, f"{DISPENSE}?identifier={token}&_count={PAGE_SIZE}")
        exact = [one for one in found if tree.identifier(one, self.fill_system) == str(key)]
        if not exact:
            return None
        live = [one for one in exact if one.get("status") not in {"cancelled", "entered-in-error"}]
        if len(live) > 1:
            raise Trouble(TroubleKind.GARBLED, "the PhMS has this fill twice")
        fills, unreadable = yield from self._assemble(live or exact[-1:])
        if unreadable:
            raise Trouble(TroubleKind.GARBLED, f"the fill cannot be read: {unreadable[0].reason}")
        return fills[0]

    def ready_keys(self) -> Exchange[frozenset[FillKey]]:
        """Every fill that is ready, by number alone."""
        target = f"{DISPENSE}?status=in-progress&_count={READY_PAGE_SIZE}"
        keys = set()
        for dispense in (yield from self._all(DISPENSE, target)):
            try:
                keys.add(resources.fill_key(dispense, self.fill_system))
            except UnreadableResource:
                continue  # it has had its work item when it was pulled
        return frozenset(keys)

    def _newest_stamp(self, source: str) -> Exchange[ChangePage]:
        page = yield from self._page(source, f"{source}?_sort=-_lastUpdated&_count=1")
        newest = max((_stamp(row) for row in page.resources), default=None)
        return ChangePage((), (), (), newest, None)

    def _dispenses_of(self, source: str, rows: Sequence[Tree]) -> Exchange[Sequence[Tree]]:
        """The open fills that a changed patient or charge touches."""
        if source == PATIENT:
            names = {f"{PATIENT}/{tree.text(row, 'id')}" for row in rows}
            query = f"status={_OPEN}&subject="
        else:
            links = (
                tree.reference(one, DISPENSE)
                for row in rows
                for one in tree.branches(row, "service")
            )
            names = {name for name in links if name is not None}
            query = "_id="
        found: list[Tree] = []
        for chunk in _chunks(sorted(names)):
            target = f"{DISPENSE}?{query}{quote(','.join(chunk), safe='/,')}&_count={PAGE_SIZE}"
            found += yield from self._all(DISPENSE, target)
        return found

    def _assemble(
        self, dispenses: Sequence[Tree]
    ) -> Exchange[tuple[tuple[FillSnapshot, ...], tuple[UnreadableFill, ...]]]:
        """Fetch what the dispenses refer to, and make fills of them."""
        related = yield from self._related(dispenses)
        fills: list[FillSnapshot] = []
        unreadable: list[UnreadableFill] = []
        for dispense in dispenses:
            try:
                fills.append(resources.snapshot(dispense, related, self.fill_system))
            except UnreadableResource as error:
                name = PhmsId(tree.text(dispense, "id") or "?")
                version = resources.version(dispense) or Version("?")
                unreadable.append(UnreadableFill(name, version, str(error)))
        return tuple(fills), tuple(unreadable)

    def _related(self, dispenses: Sequence[Tree]) -> Exchange[resources.Related]:
        patients = (tree.reference(tree.branch(d, "subject"), PATIENT) for d in dispenses)
        coverages = (
            tree.reference(
                tree.branch(tree.extension(d, profile.COVERAGE), "valueReference"), "Coverage"
            )
            for d in dispenses
        )
        names = [f"{DISPENSE}/{tree.text(d, 'id')}" for d in dispenses]
        charges: dict[str, list[Tree]] = {}
        for charge in (yield from self._by(CHARGE, "service", names)):
            for link in tree.branches(charge, "service"):
                charges.setdefault(tree.reference(link, DISPENSE) or "", []).append(charge)
        return resources.Related(
            patients=_by_id((yield from self._by(PATIENT, "_id", patients))),
            coverages=_by_id((yield from self._by("Coverage", "_id", coverages))),
            charges=charges,
        )

    def _by(self, kind: str, parameter: str, names: Iterable[str | None]) -> Exchange[list[Tree]]:
        found: list[Tree] = []
        for chunk in _chunks(sorted({name for name in names if name is not None})):
            listed = quote(",".join(chunk), safe="/,")
            found += yield from self._all(kind, f"{kind}?{parameter}={listed}&_count={PAGE_SIZE}")
        return found

    def _all(self, kind: str, target: str) -> Exchange[list[Tree]]:
        """Every resource of a search, page by page."""
        found: list[Tree] = []
        next_target: str | None = target
        for _ in range(MAX_RELATED_PAGES):
            if next_target is None:
                return found
            page = yield from self._page(kind, next_target)
            found += page.resources
            next_target = page.next_target
            if next_target is None and len(found) < (page.total or 0):
                raise Trouble(TroubleKind.GARBLED, "fewer rows than the PhMS counts")
        raise Trouble(TroubleKind.GARBLED, "a search without an end")

    def _page(self, kind: str, target: str) -> "Exchange[_Page]":
        bundle = answers.resource((yield _get(target)), "Bundle")
        if bundle.get("type") != "searchset":
            raise Trouble(TroubleKind.GARBLED, "not the answer to a search")
        entries = (tree.branch(entry, "resource") for entry in tree.branches(bundle, "entry"))
        rows = tuple(row for row in entries if row.get("resourceType") == kind)
        total = tree.whole_number(bundle, "total")
        links = (one for one in tree.branches(bundle, "link") if one.get("relation") == "next")
        next_url = tree.text(next(links, {}), "url")
        return _Page(rows, None if next_url is None else self._relative(next_url), total)

    def _relative(self, url: str) -> str:
        """A link of the server as a target; it must not lead the patients' data elsewhere."""
        absolute = urljoin(self.base_url, url)
        if not absolute.startswith(self.base_url):
            raise Trouble(TroubleKind.GARBLED, "a link that leaves the server")
        return absolute.removeprefix(self.base_url)

    def _read(self, phms_id: PhmsId) -> Exchange[Tree | None]:
        """One dispense with a version; None when the server says that it is not there."""
        answer = yield _get(f"{DISPENSE}/{quote(phms_id, safe='')}")
        if (
            isinstance(answer, HttpResponse)
            and answer.status in answers.GONE
            and answers.says_gone(answer)
        ):
            return None
        dispense = answers.resource(answer, DISPENSE)
        if tree.text(dispense, "id") != phms_id or resources.version(dispense) is None:
            raise Trouble(TroubleKind.GARBLED, "another fill than the one asked for")
        return dispense

    # Writing

    def deliver(self, envelope: Envelope, *, doubtful: bool) -> Exchange[Outcome]:
        """Ask, then write, then believe only a clear answer."""
        try:
            dispense = yield from self._read(envelope.phms_id)
            if dispense is not None and _carries(dispense, envelope):
                return AlreadyApplied(resources.version(dispense))
            conflict = yield from self._conflict(dispense, envelope)
            if conflict is None and doubtful:
                conflict = yield from self._stray_record(envelope)
            if conflict is not None:
                return (yield from self._file_conflict(conflict, envelope))
        except Trouble as trouble:
            return _outcome(trouble, Fate.UNTOLD)
        assert dispense is not None
        return (yield from self._write(dispense, envelope))

    def _write(self, dispense: Tree, envelope: Envelope) -> Exchange[Outcome]:
        answer = yield _transaction(dispense, envelope)
        if isinstance(answer, NoAnswer):
            return Retry(answer.reason, Fate.UNKNOWN if answer.sent else Fate.NOT_APPLIED)
        try:
            version = answers.applied_version(answer)
        except Trouble as trouble:
            if trouble.kind is TroubleKind.GARBLED or trouble.status in answers.CONFLICT:
                return (yield from self._read_back(envelope, trouble))
            fate = Fate.UNKNOWN if trouble.kind is TroubleKind.BUSY else Fate.NOT_APPLIED
            return _outcome(trouble, fate)
        return Applied(version)

    def _read_back(self, envelope: Envelope, trouble: Trouble) -> Exchange[Outcome]:
        """The answer was a conflict or none at all: the fill itself tells."""
        try:
            now = yield from self._read(envelope.phms_id)
            if now is not None and _carries(now, envelope):
                return AlreadyApplied(resources.version(now))
            conflict = yield from self._conflict(now, envelope)
            if conflict is not None:
                return (yield from self._file_conflict(conflict, envelope))
        except Trouble as second:
            return _outcome(second, Fate.UNKNOWN)
        assert now is not None
        return Retry(trouble.reason, Fate.NOT_APPLIED)

    def _conflict(self, dispense: Tree | None, envelope: Envelope) -> Exchange[Conflict | None]:
        if dispense is None:
            return Conflict(WorkItemKind.FILL_MISSING, "the PhMS no longer has this fill", None)
        mismatch = _mismatch(dispense, envelope)
        if mismatch is None:
            return None
        fills, _ = yield from self._assemble([dispense])
        return Conflict(*mismatch, now=fills[0] if fills else None)

    def _stray_record(self, envelope: Envelope) -> Exchange[Conflict | None]:
        """After a day of doubt: a record of ours without the fill means that somebody undid it."""
        system, event_id = _own_id(envelope)
        token = quote(f"{system}|{event_id}", safe="")
        records = yield from self._all("Basic", f"Basic?identifier={token}&_count={PAGE_SIZE}")
        if not records:
            return None
        detail = "the PhMS has the record of this pick-up, but the fill does not show it"
        return Conflict(WorkItemKind.UNCONFIRMED, detail, None)

    def _file_conflict(self, conflict: Conflict, envelope: Envelope) -> Exchange[Outcome]:
        """File the pick-up beside a fill that it cannot complete: the drug has left the store.

        A second claim is not filed: the PhMS gets only the first until a person has decided
        (section 8).
        """
        if isinstance(envelope, UndoEnvelope) or conflict.kind is WorkItemKind.SECOND_PICKUP:
            return conflict
        record = resources.pickup_record(envelope, unapplied_because=conflict.kind.value)
        system, event_id = _own_id(envelope)
        headers = {"If-None-Exist": f"identifier={system}|{event_id}", "Content-Type": FHIR_JSON}
        answer = yield HttpRequest("POST", "Basic", tree.render(record), headers)
        try:
            answers.resource(answer, "Basic")
        except Trouble as trouble:
            if trouble.kind in {TroubleKind.UNREACHABLE, TroubleKind.BUSY}:
                return _outcome(trouble, Fate.NOT_APPLIED)  # the fill is not; the record is unique
        return conflict


@dataclass(frozen=True, slots=True)
class _Page:
    resources: tuple[Tree, ...]
    next_target: str | None
    total: int | None


def _get(target: str) -> HttpRequest:
    return HttpRequest("GET", target, headers={"Accept": FHIR_JSON})


def _transaction(dispense: Tree, envelope: Envelope) -> HttpRequest:
    """The pick-up (or its undoing) as one bundle: section 5."""
    match envelope:
        case PickupEnvelope():
            record = resources.pickup_record(envelope)
            changed = resources.completed(dispense, envelope)
        case UndoEnvelope():
            record = resources.undo_record(envelope)
            changed = resources.reopened(dispense, envelope)
        case _:
            assert_never(envelope)
    system, event_id = _own_id(envelope)
    create = {"method": "POST", "url": "Basic", "ifNoneExist": f"identifier={system}|{event_id}"}
    update = {
        "method": "PUT",
        "url": f"{DISPENSE}/{envelope.phms_id}",
        "ifMatch": f'W/"{resources.version(dispense)}"',
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"request": create, "resource": record},
            {"request": update, "resource": changed},
        ],
    }
    headers = {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON}
    return HttpRequest("POST", "", tree.render(bundle), headers)


def _own_id(envelope: Envelope) -> tuple[str, str]:
    pickup = isinstance(envelope, PickupEnvelope)
    return profile.PICKUP_SYSTEM if pickup else profile.UNDO_SYSTEM, envelope.event_id


def _carries(dispense: Tree, envelope: Envelope) -> bool:
    system, event_id = _own_id(envelope)
    return event_id in tree.identifiers(dispense, system)


def _mismatch(dispense: Tree, envelope: Envelope) -> tuple[WorkItemKind, str] | None:
    """Why this fill cannot take the envelope, or None when it can."""
    if isinstance(envelope, UndoEnvelope):
        if envelope.pickup_event_id in tree.identifiers(dispense, profile.PICKUP_SYSTEM):
            return None
        return WorkItemKind.UNCONFIRMED, "the PhMS does not have the pick-up that is void"
    status = profile.STATUS.get(tree.text(dispense, "status") or "", FillStatus.UNKNOWN)
    if status in _MISMATCH:
        return _MISMATCH[status]
    expected = envelope.expect_version
    if expected is not None and resources.version(dispense) != expected:
        return WorkItemKind.FILL_CHANGED, "the PhMS changed this fill after it was cached"
    return None


def _outcome(trouble: Trouble, fate: Fate) -> Outcome:
    match trouble.kind:
        case TroubleKind.UNREACHABLE | TroubleKind.BUSY | TroubleKind.GARBLED:
            return Retry(trouble.reason, fate, trouble.retry_after_s)
        case TroubleKind.UNAUTHORISED:
            return Unauthorised(trouble.reason)
        case TroubleKind.REJECTED:
            return Refused(trouble.reason, certain=trouble.status in answers.INVALID)
        case _:
            assert_never(trouble.kind)


def _seen(resource: Tree) -> SeenVersion:
    kind, name = tree.text(resource, "resourceType") or "?", tree.text(resource, "id") or "?"
    return version_of(kind, name, resources.version(resource) or "?")


def _stamp(resource: Tree) -> datetime:
    try:
        stamp = tree.instant(tree.text(tree.branch(resource, "meta"), "lastUpdated"))
    except UnreadableResource as error:
        raise Trouble(TroubleKind.GARBLED, "a row with a broken time of change") from error
    if stamp is None:
        raise Trouble(TroubleKind.GARBLED, "a row without a time of change")
    return stamp


def _by_id(found: Iterable[Tree]) -> dict[str, Tree]:
    return {tree.text(one, "id") or "": one for one in found}


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), RELATED_PER_REQUEST):
        yield names[start : start + RELATED_PER_REQUEST]
