"""What no tracked file may hold: one machine's paths, unfinished notes, bare suppressions."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = {  # each with one letter in brackets, so that this file keeps its own rules
    "a path of one machine": r"(?<![\w.~$\-/])/(?:[r]oot|[w]ork|[h]ome|[t]mp|[U]sers)(?![\w\-])",
    "a package registry's address": r"(?i)\b(?:[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.\w+)\b",
    "an unfinished note": r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b",
    "a suppression without its code": r"#\s*(?:[n]oqa(?!:\s*[A-Z]+\d)|[t]ype:\s*ignore(?!\[))",
    "a conflict mark": r"^(?:<{7}|>{7}) ",
}
NOQA = re.compile(r"#\s*noqa:\s*(?P<codes>[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)(?P<reason>.*)")
OFFENDERS = {  # written backwards, for the same reason
    "a path of one machine": "seton/toor/ ni si ti",
    "a package registry's address": "elpmis/gro.ipyp",
    "an unfinished note": "retal siht :ODOT #",
    "a suppression without its code": "aqon #  1 = x",
    "a conflict mark": "DAEH <<<<<<<",
}


def texts() -> dict[str, str]:
    """Every tracked file that is text, by its path."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    found = {}
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            raw = path.read_bytes()
            if b"\0" not in raw[:8192]:
                found[name] = raw.decode("utf-8")  # a text file in another encoding is a mistake
    return found


def offences(pattern: str, files: dict[str, str]) -> list[str]:
    compiled = re.compile(pattern, re.MULTILINE)
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group(0)}"
        for name, text in files.items()
        for match in compiled.finditer(text)
    ]


@pytest.mark.parametrize("rule", RULES)
def test_no_tracked_file_holds(rule: str) -> None:
    assert offences(RULES[rule], texts()) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_search_finds_it_where_it_is(rule: str) -> None:
    assert offences(RULES[rule], {"example": OFFENDERS[rule][::-1]}) != []


def test_a_file_says_once_why_it_suppresses_a_rule() -> None:
    bare = []
    for name, text in texts().items():
        explained: set[str] = set()
        for match in NOQA.finditer(text) if name.endswith(".py") else ():
            codes = set(re.split(r",\s*", match["codes"]))
            if match["reason"].strip(" -"):
                explained |= codes
            elif not codes <= explained:
                line = text.count("\n", 0, match.start()) + 1
                bare.append(f"{name}:{line}: {', '.join(sorted(codes))}")
    assert bare == []
