"""What a template may do: print fields, repeat and choose. No call, no reckoning, no attribute of an object; a bounded
output. A template may be a stranger's file.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.environment import Template
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from exports.xml_text import xml_text
from logs.errors import SotayError

FILTERS = frozenset({"capitalize", "default", "length", "lower", "title", "trim", "upper"})
LOOP = frozenset({"first", "index", "last", "length"})
"""What a loop tells of itself, as `loop.index`."""
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.For,
    nodes.Filter, nodes.Keyword, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
_MOST_OUTPUT = 60_000_000  # characters; the largest report of a province has a tenth
_A_ROUND = 50  # characters that a round of a loop counts for at the least


class Sandbox(SandboxedEnvironment):
    """For one document; every value that is no XML of ours is printed as text.

    Raises SotayError `template_too_much`.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=self._printed)
        self._left = _MOST_OUTPUT
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"_bounded": self._bounded}

    def from_string(self, source: str | nodes.Template, *_more: Any, **_named: Any) -> Template:
        """The template, its loops bounded; raises TemplateSyntaxError for what it may not do."""
        tree = self.parse(source) if isinstance(source, str) else source
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _NODES) or (isinstance(node, nodes.Filter) and node.name not in FILTERS):
                raise TemplateSyntaxError(type(node).__name__, node.lineno)
        for loop in list(tree.find_all(nodes.For)):
            written = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
            loop.iter = nodes.Filter(loop.iter, "_bounded", [nodes.Const(_A_ROUND + written)], [], None, None)
        return super().from_string(tree)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A column of a row, or what a loop tells of itself."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return super().getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def _bounded(self, rounds: Iterable[Any], weight: int) -> Iterator[Any]:
        for each in rounds:
            self._take(weight)
            yield each

    def _printed(self, value: object) -> Markup:
        text = value if isinstance(value, Markup) else xml_text(str(value))
        self._take(len(text))
        # The library takes braces with a line between them for its own.
        return text if isinstance(text, Markup) else Markup(str(escape(text)).replace("_", "&#95;"))  # noqa: S704 (escaped)

    def _take(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise SotayError("template_too_much")
