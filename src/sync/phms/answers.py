"""What an HTTP answer of a FHIR server means (error classes of phms-and-sync.md section 7).

Rules: success is an explicit, parsed, matching answer; everything else is a `Trouble` whose kind
says what to do. No body and no header goes into a reason.
"""

from email.utils import parsedate_to_datetime
from http import HTTPStatus

from sync.errors import Trouble, TroubleKind
from sync.http import HttpAnswer, HttpResponse, NoAnswer
from sync.messages import Version
from sync.phms import tree
from sync.phms.tree import Tree

ENTRIES_SENT = 2  # of a pick-up's transaction: the record and the fill
# Section 7: retried for ever. Every 5xx is, besides these.
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_NO_ENTRY = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
CONFLICT = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
INVALID = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})


def resource(answer: HttpAnswer, kind: str) -> Tree:
    """The resource of a successful answer; Trouble for everything else."""
    if isinstance(answer, NoAnswer):
        raise Trouble(TroubleKind.UNREACHABLE, answer.reason)
    _require_success(answer)
    if "json" not in answer.headers.get("content-type", ""):
        raise Trouble(TroubleKind.GARBLED, "an answer that is not JSON", status=answer.status)
    try:
        found = tree.parse(answer.body)
    except ValueError as error:
        reason = "half an answer" if answer.body else "an empty answer"
        raise Trouble(TroubleKind.GARBLED, reason, status=answer.status) from error
    if found.get("resourceType") != kind:
        raise Trouble(TroubleKind.GARBLED, f"an answer that is not a {kind}", status=answer.status)
    return found


def _require_success(answer: HttpResponse) -> None:
    status = answer.status
    reason = f"HTTP {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Trouble(TroubleKind.BUSY, reason, retry_after_s=_retry_after(answer), status=status)
    if status in _NO_ENTRY:
        raise Trouble(TroubleKind.UNAUTHORISED, reason, status=status)
    if status >= HTTPStatus.BAD_REQUEST:
        raise Trouble(TroubleKind.REJECTED, reason, status=status)
    raise Trouble(TroubleKind.GARBLED, reason, status=status)


def _retry_after(answer: HttpResponse) -> float | None:
    """Seconds, or the distance between two stamps of the same server (RFC 9110 section 10.2.3)."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
        now = parsedate_to_datetime(answer.headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def says_gone(answer: HttpResponse) -> bool:
    try:
        return tree.parse(answer.body).get("resourceType") == "OperationOutcome"
    except ValueError:
        return False


def applied_version(answer: HttpResponse) -> Version | None:
    """The dispense's new version; Trouble unless both entries were clearly taken."""
    bundle = resource(answer, "Bundle")
    replies = [tree.branch(entry, "response") for entry in tree.branches(bundle, "entry")]
    statuses = [tree.text(reply, "status") or "" for reply in replies]
    if bundle.get("type") != "transaction-response" or len(replies) != ENTRIES_SENT:
        raise Trouble(TroubleKind.GARBLED, "not the answer to a transaction")
    for status in statuses:
        code = status[:3]
        if not code.isascii() or not code.isdigit():
            raise Trouble(TroubleKind.GARBLED, "an entry without a status")
        _require_success(HttpResponse(int(code)))
    etag = tree.text(replies[1], "etag")
    return None if etag is None else Version(etag.removeprefix("W/").strip('"'))
