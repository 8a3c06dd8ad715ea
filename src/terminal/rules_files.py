"""The rule files: `*.toml` beside the tax table, and the store's own in the folder `rules`.

Rules that hold here:

1. A file with a mistake is refused with its name, line and reason, and none of the new rows count:
   the last good set, kept beside the store, stays in force (issue of the pickup rules). Whoever
   asks is told of every broken row.
2. A row that travels with the program stays what it is: a recorded answer names it by name and
   first day. A row of the store's folder with its name has a later first day, the same jurisdiction
   and kind. From that day on both hold, joined by what is stricter; it takes the other's place
   where that was a careful guess and its own source was read (decision 0035): that is how an update
   of the law comes between two versions.
3. Only a row of the jurisdiction `store` is the store's own wish. It has a name of its own and
   stands beside the law, so that it can only tighten.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from terminal.app.faults import KnownFault
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.copay import ReliefTerms
from terminal.domain.counselling import CounsellingTerms
from terminal.domain.coupon import CouponTerms
from terminal.domain.hand_out import QuestionTerms
from terminal.domain.notice import NoticeTerms
from terminal.domain.pse import PseTerms
from terminal.domain.pse_notice import PseNoticeTerms
from terminal.domain.recall import RecallTerms
from terminal.domain.restricted import RestrictedTerms
from terminal.domain.retention import RetentionTerms
from terminal.domain.return_to_stock import HolidayTerms, ReturnToStockTerms
from terminal.domain.rounding import RoundingTerms
from terminal.domain.rules import STORE, Rule
from terminal.domain.signing import SignatureTerms
from terminal.paths import RULES_FOLDER, resource_root
from terminal.rule_words import in_words, key_of, names_of

FOLDER_NAME: Final = RULES_FOLDER
LAST_GOOD_NAME: Final = "rules.last-good.json"
_OTHER_FILES: Final = frozenset({"tax.toml"})
_HEADER: Final = re.compile(r"\s*\[\[\s*rule\s*\]\]\s*(#.*)?")
_SYNTAX_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")

TERMS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        "cash rounding": RoundingTerms,
        "controlled-id": ControlledIdTerms,
        "copay relief": ReliefTerms,
        "counselling": CounsellingTerms,
        "coupon": CouponTerms,
        "holidays": HolidayTerms,
        "notice": NoticeTerms,
        "pse": PseTerms,
        "pse-notice": PseNoticeTerms,
        "question": QuestionTerms,
        "recall": RecallTerms,
        "restricted": RestrictedTerms,
        "retention": RetentionTerms,
        "return to stock": ReturnToStockTerms,
        "signature": SignatureTerms,
    }
)
"""Each kind of rule by its name in the files."""
_KINDS: Final = MappingProxyType({terms: kind for kind, terms in TERMS.items()})


@dataclass(frozen=True, slots=True)
class RuleMistake(ValueError):
    """Why a file is refused: its name, the line, the reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rows that count, and what was refused on the way to them."""

    rules: tuple[Rule[object], ...]
    refused: RuleMistake | None = None
    """Then `rules` is the last good set."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What every row has, as it is written."""

    name: str
    kind: str
    jurisdiction: str
    since: date
    source: str
    text: str
    confirmed: bool
    until: date | None = None


def packaged_folder() -> Path:
    return resource_root() / "resources" / "rules"


def packaged_rules() -> tuple[Rule[object], ...]:
    """The rows that travel with the program; its tests prove that they are good."""
    return read_folder(packaged_folder())


def load_rules(lane_folder: Path | None) -> RuleSet:
    """The packaged rows and those of the lane's folder, or the last good set."""
    packaged = packaged_rules()
    if lane_folder is None:
        return RuleSet(packaged)
    try:
        own = own_rules(lane_folder / FOLDER_NAME, packaged)
    except RuleMistake as mistake:
        return RuleSet(_last_good(lane_folder, packaged), mistake)
    _keep(lane_folder, own)
    return RuleSet(laid_over(packaged, own))


def laid_over(law: Sequence[Rule[object]], own: Iterable[Rule[object]]) -> tuple[Rule[object], ...]:
    """`law`, which stays whole, with the store's rows beside it or in the place of its guesses."""
    return (*law, *(_placed(rule, law) for rule in own))


def _placed(rule: Rule[object], law: Sequence[Rule[object]]) -> Rule[object]:
    before = _changed(rule, law)
    if before is None or not rule.may_replace(before):
        return rule
    return replace(rule, instead_of=before.ref)


def _changed(rule: Rule[object], law: Iterable[Rule[object]]) -> Rule[object] | None:
    """The row of the program that this one is a later version of."""
    earlier = (each for each in law if each.name == rule.name and each.since < rule.since)
    return max(earlier, key=lambda each: each.since, default=None)


def read_folder(folder: Path) -> tuple[Rule[object], ...]:
    """All rows of the rule files in `folder`, by file name. Raises `RuleMistake`."""
    return tuple(rule for path in files_in(folder) for rule in read_file(path))


def own_rules(folder: Path, law: Sequence[Rule[object]]) -> tuple[Rule[object], ...]:
    """The store's rows; each says in which file it stands. Raises the first `RuleMistake`."""
    rules: list[Rule[object]] = []
    for looked in look_through(files_in(folder), law):
        for mistake in looked.mistakes:
            raise mistake
        rules.extend(looked.rules)
    return tuple(rules)


def files_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.glob("*.toml") if each.name not in _OTHER_FILES)


def read_file(path: Path) -> tuple[Rule[object], ...]:
    """The rows of one file. Raises the first `RuleMistake`."""
    looked = look_into(path)
    for mistake in looked.mistakes:
        raise mistake
    return looked.rules


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What stands in one file: its good rows, and what is wrong with each of the others."""

    rules: tuple[Rule[object], ...]
    mistakes: tuple[RuleMistake, ...] = ()


def look_through(paths: Iterable[Path], law: Sequence[Rule[object]]) -> Iterator[RuleFile]:
    """The store's files one after another; no row holds in two of them. Raises nothing."""
    beside: list[Rule[object]] = []
    for path in paths:
        looked = look_into(path, law, beside)
        own = tuple(_placed(replace(each, filed=path.name), law) for each in looked.rules)
        beside.extend(own)
        yield RuleFile(own, looked.mistakes)


def look_into(
    path: Path, law: Sequence[Rule[object]] = (), beside: Sequence[Rule[object]] = ()
) -> RuleFile:
    """Every row of one file, the good and the broken ones. Raises nothing."""
    try:
        text = _text(path)
        rows = _tables(path, text)
    except RuleMistake as mistake:
        return RuleFile((), (mistake,))
    places = _places(text)
    rules: list[Rule[object]] = []
    mistakes: list[RuleMistake] = []
    for number, row in enumerate(rows):
        start = places[number] if number < len(places) else 1
        key, reason, rule = "", "", None
        try:
            rule = _rule(row)
            key, reason = misplaced(rule, (*beside, *rules), law)
        except (msgspec.ValidationError, ValueError) as error:
            terms = TERMS.get(str(row.get("kind")), _Envelope)
            key, reason = _key(error, row), in_words(str(error), terms)
        if rule is None or reason:
            mistakes.append(RuleMistake(path.name, _line_of(text, start, key), reason))
        else:
            rules.append(rule)
    return RuleFile(tuple(rules), tuple(mistakes))


def mistakes_in(folder: Path) -> tuple[RuleMistake, ...]:
    """All that is wrong with the store's own rule files."""
    every = look_through(files_in(folder), packaged_rules())
    return tuple(mistake for each in every for mistake in each.mistakes)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RuleMistake(path.name, 1, f"it cannot be opened: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RuleMistake(path.name, 1, "it cannot be read: it is not text in UTF-8") from error


def _tables(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else len(text.splitlines())
        raise RuleMistake(path.name, line, _SYNTAX_LINE.sub("", str(error)).strip()) from error
    rows = tables.get("rule")
    if set(tables) != {"rule"} or not isinstance(rows, list):
        raise RuleMistake(path.name, 1, "it holds [[rule]] tables and nothing else")
    if not all(isinstance(row, dict) for row in rows):
        raise RuleMistake(path.name, 1, "it holds [[rule]] tables and nothing else")
    return rows


def misplaced(
    rule: Rule[object], beside: Iterable[Rule[object]], law: Iterable[Rule[object]]
) -> tuple[str, str]:
    """The key and the reason why a good row cannot stand where it does; empty when it can."""
    for each in beside:
        if each.meets(rule):
            return "", f"{rule.name} holds twice on {max(each.since, rule.since)}"
    for each in law:
        if each.name != rule.name:
            continue
        if each.jurisdiction != rule.jurisdiction and rule.jurisdiction == STORE:
            return "name", f"a store's own row has a name of its own: {rule.name} is the law's"
        if each.jurisdiction != rule.jurisdiction:
            kept = f'the row {rule.name} is of "{each.jurisdiction}" and stays so'
            return "jurisdiction", f"{kept}; a row of another place has a name of its own"
        if type(each.terms) is not type(rule.terms):
            kept = f'the row {rule.name} is of the kind "{_KINDS[type(each.terms)]}" and stays so'
            return "kind", f"{kept}; a row of another kind has a name of its own"
        if each.ref == rule.ref:
            kept = f"the program's row {rule.ref} stays what it is"
            return "since", f"{kept}; a change of it begins on a later day"
    return _unfounded(rule, law)


def _unfounded(rule: Rule[object], law: Iterable[Rule[object]]) -> tuple[str, str]:
    """What a row claims of its source or its first day, and cannot."""
    if rule.confirmed and "unconfirmed" in rule.source.casefold():
        return "confirmed", "the source says that it is unconfirmed; name the one that was read"
    named = [each for each in law if each.name == rule.name]
    if named and _changed(rule, named) is None:
        first = min(each.since for each in named)
        return "since", f"a change of {rule.name} begins after {first}, its first day"
    return "", ""


def _places(text: str) -> list[int]:
    """The line of each `[[rule]]`."""
    return [n for n, line in enumerate(text.splitlines(), 1) if _HEADER.fullmatch(line)]


def _rule(row: dict[str, Any]) -> Rule[object]:
    """Raises `ValueError` or `msgspec.ValidationError` for a broken row."""
    names = names_of(_Envelope)
    outer = {key: value for key, value in row.items() if key in names}
    inner = {key: value for key, value in row.items() if key not in names}
    envelope = msgspec.convert(outer, _Envelope)
    terms = TERMS.get(envelope.kind)
    if terms is None:
        known = ", ".join(f'"{each}"' for each in TERMS)
        raise _AtKey("kind", f'there is no kind of rule "{envelope.kind}"; there are: {known}')
    for key in inner:
        if key not in names_of(terms):
            raise _AtKey(key, f'there is no field "{key}" in a rule of this kind')
    return Rule(
        envelope.name,
        envelope.jurisdiction,
        envelope.since,
        envelope.until,
        envelope.source,
        envelope.text,
        envelope.confirmed,
        msgspec.convert(inner, terms),
    )


def _is_good(row: dict[str, Any]) -> bool:
    try:
        _rule(row)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def _key(error: Exception, row: dict[str, Any]) -> str:
    return (
        error.key
        if isinstance(error, _AtKey)
        else key_of(str(error), row, names_of(_Envelope), _is_good)
    )


class _AtKey(ValueError):
    """A mistake whose key is known."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def _line_of(text: str, start: int, key: str) -> int:
    """The line of `key` in the table that begins at `start`; the table's own without a key."""
    if not key:
        return start
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if _HEADER.fullmatch(line):
            break
        if re.match(rf"\s*{key}\s*[.=]", line):
            return number
    return start


# --- the last good set


class _KeptRow(msgspec.Struct, frozen=True):
    envelope: _Envelope
    terms: dict[str, Any]
    filed: str = ""


def _keep(folder: Path, rules: Iterable[Rule[object]]) -> None:
    """Remember the store's rows that loaded, for the day on which one does not."""
    rows = [
        _KeptRow(
            _Envelope(
                each.name,
                _KINDS[type(each.terms)],
                each.jurisdiction,
                each.since,
                each.source,
                each.text,
                each.confirmed,
                each.until,
            ),
            msgspec.to_builtins(each.terms),
            each.filed,
        )
        for each in rules
    ]
    content = msgspec.json.encode(rows)
    path = folder / LAST_GOOD_NAME
    try:
        if path.exists() and path.read_bytes() == content:
            return
        new = path.with_suffix(".new")
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        raise KnownFault(
            "The rules could not be remembered",
            f"{path.name}: {error.strerror}.",
            "Free some space, or let the program write to its folder.",
        ) from error


def _last_good(folder: Path, packaged: tuple[Rule[object], ...]) -> tuple[Rule[object], ...]:
    """What was kept, over the packaged rows; those alone when nothing was."""
    try:
        rows = msgspec.json.decode((folder / LAST_GOOD_NAME).read_bytes(), type=list[_KeptRow])
        kept = tuple(
            Rule(
                row.envelope.name,
                row.envelope.jurisdiction,
                row.envelope.since,
                row.envelope.until,
                row.envelope.source,
                row.envelope.text,
                row.envelope.confirmed,
                msgspec.convert(row.terms, TERMS[row.envelope.kind]),
                row.filed or LAST_GOOD_NAME,
            )
            for row in rows
        )
    except (OSError, ValueError, LookupError):
        return packaged
    # What an earlier version let pass is no good set any more.
    return laid_over(packaged, [each for each in kept if not misplaced(each, (), packaged)[1]])
