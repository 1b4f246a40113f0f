"""Small changes of a Python file, each a mistake that somebody could make: one place is changed, the rest stays.

Left alone is what only says how a program is read (annotations, decorators, texts), and what makes no difference that
a test could ask for: the `strict` of `zip`, the 0 of `number or 0`, one of the types that are asked of several things
at once, which are all of one type or none is.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_LEFT_ALONE = frozenset({"annotation", "returns", "decorator_list"})
_CONDITIONS = (ast.Name, ast.Attribute, ast.Call)  # of others the parts are changed


class Mutant(Struct, frozen=True):
    """The `number`-th change that can be made to a file, at a line of it: what stood there, and what stands there."""

    path: str
    number: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  ->  {self.after}"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    return [mutant for mutant, _ in _mutants(path, source)]


def source_of(mutant: Mutant, source: str) -> str:
    """The whole file as the mutant has it; comments are lost."""
    tree = next(tree for other, tree in _mutants(mutant.path, source) if other.number == mutant.number)
    return ast.unparse(ast.fix_missing_locations(tree))


def _mutants(path: str, source: str) -> Iterator[tuple[Mutant, ast.Module]]:
    """Every mutant with its tree, which is the mutant's only until the next one is asked for."""
    tree = ast.parse(source)
    number = 0
    for parent, field, place, node in list(_places(tree)):
        for other in _alternatives(node):
            line = getattr(node, "lineno", getattr(parent, "lineno", 0))
            _put(parent, field, place, other)
            yield Mutant(path, number, line, _shortly(node), _shortly(other)), tree
            _put(parent, field, place, node)
            number += 1


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node below with where it stands: its parent, the field, and the place in it where that is a list."""
    for field, value in ast.iter_fields(node):
        if field in _LEFT_ALONE or (isinstance(node, ast.ClassDef) and field != "body"):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_left_alone(node, child):
                yield node, field, place, child
                yield from _places(child)


def _is_left_alone(parent: ast.AST, child: ast.AST) -> bool:
    is_strict = isinstance(child, ast.keyword) and child.arg == "strict"
    return is_strict or (isinstance(child, ast.Constant) and _has_default(parent))


def _put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    change = _CHANGES.get(type(node))
    return change(node) if change else iter(())


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        changed = [*node.ops[:place], _COMPARISONS[type(operator)](), *node.ops[place + 1 :]]
        yield ast.Compare(node.left, changed, node.comparators)


def _and_or(node: ast.BoolOp) -> Iterator[ast.AST]:
    if all(map(_asks_for_a_type, node.values)):
        return
    for rest in _one_less(node.values)[: -1 if _has_default(node) else None]:
        yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def _sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _sum(node: ast.BinOp) -> Iterator[ast.AST]:
    texts = (part for part in (node.left, node.right) if isinstance(getattr(part, "value", None), str | bytes))
    if type(node.op) in _ARITHMETIC and not any(texts):
        yield ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)


def _growth(node: ast.AugAssign) -> Iterator[ast.AST]:
    if type(node.op) in _ARITHMETIC:
        yield ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _FUNCTIONS and node.args:
        keywords = [] if name == "sorted" else node.keywords
        yield ast.Call(ast.Name(_FUNCTIONS[name]), node.args, keywords)


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    if isinstance(node.test, _CONDITIONS):
        yield ast.IfExp(node.test, node.orelse, node.body)


def _condition(node: ast.If) -> Iterator[ast.AST]:
    if isinstance(node.test, _CONDITIONS):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _filter(node: ast.comprehension) -> Iterator[ast.AST]:
    for rest in _one_less(node.ifs):
        yield ast.comprehension(node.target, node.iter, rest, node.is_async)


def _act(node: ast.Expr) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def _one_less(nodes: list[ast.expr]) -> list[list[ast.expr]]:
    return [[*nodes[:place], *nodes[place + 1 :]] for place in range(len(nodes))]


def _has_default(node: ast.AST) -> bool:
    """Whether it is `number or 0`, whose 0 is there for the sake of types."""
    return isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and isinstance(node.values[-1], ast.Constant)


def _asks_for_a_type(node: ast.AST) -> bool:
    """Whether it is `isinstance(…)` or `not isinstance(…)`."""
    asked = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id == "isinstance"


def _shortly(node: ast.AST) -> str:
    """The beginning of a node's source in a line."""
    return " ".join(ast.unparse(node).split())[:100]


_CHANGES: Mapping[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _comparison,
    ast.BoolOp: _and_or,
    ast.UnaryOp: _sign,
    ast.BinOp: _sum,
    ast.AugAssign: _growth,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.IfExp: _choice,
    ast.If: _condition,
    ast.comprehension: _filter,
    ast.Expr: _act,
    ast.Raise: lambda node: iter((ast.Pass(),)),
    ast.Continue: lambda node: iter((ast.Break(),)),
    ast.Break: lambda node: iter((ast.Continue(),)),
}
