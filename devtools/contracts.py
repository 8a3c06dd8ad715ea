"""An import-linter contract: some packages are imported by a few named places and nowhere else.

import-linter's own `protected` contract does the same but refuses names that are not in the graph,
so that it cannot hold a library that nobody imports yet. Rules that hold here: only direct imports
count, and a package may always import itself.
"""

from typing import cast

import grimp
from importlinter import Contract, ContractCheck, fields, output

_Link = tuple[str, str, tuple[int, ...]]


class OnlyIn(Contract):
    """`packages` are imported only inside `places`; both are lists of dotted names."""

    type_name = "only_in"

    packages = fields.ListField(subfield=fields.StringField())
    places = fields.ListField(subfield=fields.StringField())

    def check(
        self,
        graph: grimp.ImportGraph,
        verbose: bool,  # noqa: ARG002 - the base class names it
    ) -> ContractCheck:
        packages = cast("list[str]", self.packages)  # a field is its value once read
        allowed = [*packages, *cast("list[str]", self.places)]
        strays = [
            (importer, imported, _lines(graph, importer, imported))
            for imported in sorted(graph.modules)
            if _inside(imported, packages)
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _inside(importer, allowed)
        ]
        return ContractCheck(kept=not strays, metadata={"strays": strays})

    def render_broken_contract(self, check: ContractCheck) -> None:
        strays: list[_Link] = check.metadata["strays"]
        for importer, imported, lines in strays:
            where = ", ".join(str(line) for line in lines)
            output.print_error(f"{importer} imports {imported} (l.{where})", bold=False)
        output.new_line()


def _inside(module: str, packages: list[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in packages)


def _lines(graph: grimp.ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return tuple(detail["line_number"] for detail in details)
