"""What an import contract cannot see: a clock, chance or a file inside a module that is allowed.

`datetime` is a value and a clock, `uuid` a value and a source of chance; the pure packages may use
only the values (DESIGN.md sections 1 and 2).
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = (
    *("src/terminal/domain", "src/terminal/app", "src/terminal/presentation"),
    *("src/drivers/scanner", "src/drivers/receipt_printer", "src/drivers/cash_drawer"),
    *("src/drivers/line_display", "src/drivers/card_terminal"),
    *("src/sync/phms", "src/sync/protocol.py", "src/sync/codec.py"),
)
CLOCKS = {"now", "today", "utcnow"}
CHANCE = {"uuid1", "uuid4"}
DOORS = {"open", "input", "print", "breakpoint", "exec", "eval"}


def sources() -> list[Path]:
    return sorted(
        path
        for place in PURE
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    )


def impure(tree: ast.AST) -> list[str]:
    """The calls and names that make a result depend on more than its arguments."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="datetime" | "date"))):
                if name in CLOCKS:
                    found.append(f"line {node.lineno}: a clock, {name}()")
            case ast.Call(func=ast.Name(id=name)) if name in CHANCE | DOORS:
                found.append(f"line {node.lineno}: {name}()")
            case ast.Call(func=ast.Attribute(attr=name)) if name in CHANCE:
                found.append(f"line {node.lineno}: chance, {name}()")
            case ast.Global():
                found.append(f"line {node.lineno}: global state")
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_source_asks_no_clock_and_no_chance(path: Path) -> None:
    assert impure(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    ["datetime.now(UTC)", "date.today()", "uuid.uuid4()", "uuid4()", "open('x')", "print('x')"],
)
def test_each_kind_is_noticed(line: str) -> None:
    assert impure(ast.parse(line)) != []


def test_no_float_in_the_money_of_the_domain() -> None:
    """STYLE.md rule 3: a float literal or a call of float() has no place in the domain."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / "src/terminal/domain").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    ]
    assert found == []
