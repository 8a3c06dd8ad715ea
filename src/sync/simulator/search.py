"""The searches that the demo PhMS understands; everything else is refused with 400, not ignored.

Rules: commas mean or, repeated parameters mean and; a page is cut by offset, with its `next`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from sync.simulator.records import Records, Refusal, Resource

MAX_COUNT = 500
DEFAULT_COUNT = 100
_COMPARE = {"ge": 1, "gt": 1, "le": -1, "lt": -1}
_REFERENCES = {
    ("MedicationDispense", "subject"): "subject",
    ("MedicationDispense", "patient"): "subject",
    ("ChargeItem", "service"): "service",
    ("Basic", "subject"): "subject",
}
_STATUS_KINDS = frozenset({"MedicationDispense", "ChargeItem", "Coverage"})


def search(records: Records, base: str, kind: str, query: str) -> Resource:
    """A searchset bundle; `base` is the server's address with its slash."""
    pairs = parse_qsl(query, keep_blank_values=True)
    controls = {name: value for name, value in pairs if name in {"_sort", "_count", "_offset"}}
    found = records.every(kind)
    for name, value in pairs:
        if name not in controls:
            found = [one for one in found if _matches(one, kind, name, value)]
    if controls.get("_sort") == "-_lastUpdated":
        found.reverse()
    elif controls.get("_sort", "_lastUpdated") != "_lastUpdated":
        raise Refusal(400, "can only sort by _lastUpdated")
    count = min(_number(controls.get("_count"), DEFAULT_COUNT), MAX_COUNT)
    offset = _number(controls.get("_offset"), 0)
    links = [{"relation": "self", "url": f"{base}{kind}?{query}"}]
    if count and offset + count < len(found):
        kept = [(name, value) for name, value in pairs if name != "_offset"]
        onwards = urlencode([*kept, ("_offset", str(offset + count))])
        links.append({"relation": "next", "url": f"{base}{kind}?{onwards}"})
    return _bundle(base, links, found[offset : offset + count], len(found))


def _bundle(
    base: str, links: list[dict[str, str]], page: Sequence[Resource], total: int
) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": total,
        "link": links,
        "entry": [
            {
                "fullUrl": f"{base}{one['resourceType']}/{one['id']}",
                "resource": one,
                "search": {"mode": "match"},
            }
            for one in page
        ],
    }


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, "a count is a number")
    return int(text[:9])


def _matches(resource: Resource, kind: str, name: str, value: str) -> bool:
    wanted = value.split(",")
    if name == "_id":
        return resource["id"] in wanted
    if name == "_lastUpdated":
        return _in_time(resource, value)
    if name == "identifier":
        return any(_has_identifier(resource, one) for one in wanted)
    if name == "status" and kind in _STATUS_KINDS:
        return resource.get("status") in wanted
    if (kind, name) in _REFERENCES:
        held = resource.get(_REFERENCES[kind, name], [])
        links = held if isinstance(held, list) else [held]
        return any(link.get("reference") in wanted for link in links)
    raise Refusal(400, f"unknown search parameter {name}")


def _in_time(resource: Resource, value: str) -> bool:
    prefix, text = value[:2], value[2:]
    if prefix not in _COMPARE:
        raise Refusal(400, "_lastUpdated wants ge, gt, le or lt")
    try:
        bound = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise Refusal(400, "not a time") from error
    moment = datetime.fromisoformat(resource["meta"]["lastUpdated"])
    if moment == bound:
        return prefix.endswith("e")
    return (moment > bound) == (_COMPARE[prefix] > 0)


def _has_identifier(resource: Resource, token: str) -> bool:
    system, bar, value = token.rpartition("|")
    return any(
        one.get("value") == value and (not bar or one.get("system") == system)
        for one in resource.get("identifier", [])
    )
