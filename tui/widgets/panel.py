"""A frame with a name: what it holds stands in its upper border, the keys that act in it in the lower one."""

from collections.abc import Iterable, Sequence

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from tui.text.visible import visible

Words = str | Content


def key_words(*keys: tuple[str, str]) -> Content:
    """Keys and what they do: `q Câu hỏi  w Việc cần làm`; of a command without a key nothing."""
    parts = [Content.assemble((key, "bold $text-accent"), f" {does}" if does else "") for key, does in keys if key]
    return Content("  ").join(parts)


def one_of(key: str, title: str, value: str, action: str = "") -> Content:
    """A choice among several: `b Theo ‹Đơn vị›`; the key or a click takes the next."""
    words = Content.assemble((f" {title} " if title else " ", "$text-muted"), f"‹{value}›")
    return Content.assemble((key, "bold $text-accent"), words.stylize(f"@click={action}") if action else words)


def entitle(widget: Widget, title: Words, foot: Words = "", *, attention: bool = False) -> None:
    """Name a frame: `title` above, `foot` below; with `attention` it is drawn as what needs a person."""
    widget.border_title = _content(title)
    fit_title(widget)
    widget.border_subtitle = _content(foot)
    widget.set_class(attention, "-attention")


def fit_title(widget: Widget) -> None:
    """Leave room around the name of a `.pane`: where it is a rule without corners, Textual leaves none."""
    if widget.border_title and widget.has_class("pane"):
        name = Content.from_markup(widget.border_title).rstrip()
        name = name[len(name.plain) - len(name.plain.lstrip()) :]
        is_framed = widget.is_attached and widget.screen.has_class("-framed")
        widget.border_title = name if is_framed else Content.assemble(" ", name, " ")


def name_of(widget: Widget) -> list[str]:
    """What a frame is named by `entitle`, without style; nothing where it has no name."""
    return [Content.from_markup(widget.border_title).plain.strip()] if widget.border_title else []


def framed(name: str) -> str:
    """The style of a widget of that kind in a frame: quiet, with the keyboard, and as what needs a person."""
    return f"""
    {name} {{
        border: round $border-blurred;
        border-title-color: $text-muted;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        height: 1fr;
    }}
    {name}.-attention {{ border: round $warning; border-title-color: $text-warning; }}
    {name}:focus, {name}:focus-within {{ border: round $border; border-title-color: $text-primary; }}
    """


class Panel(Vertical):
    """Widgets in a frame, which is brighter while one of them has the keyboard."""

    DEFAULT_CSS = framed("Panel")


class Lines(Widget):
    """Lines of text, each cut to the room there is, with what stands at its right end."""

    DEFAULT_CSS = """
    Lines { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: Sequence[tuple[Content, Content]] = ()

    def show(self, lines: Iterable[Words | tuple[Words, Words]]) -> None:
        """Show these lines: what stands at the left, and of a pair what stands at the right."""
        pairs = (line if isinstance(line, tuple) else (line, "") for line in lines)
        self._lines = [(_content(left), _content(right)) for left, right in pairs]
        self.refresh()

    def render(self) -> Content:
        """As many lines as there is room for."""
        size = self.content_size
        lines = (_spread(left, right, size.width) for left, right in self._lines[: size.height])
        return Content("\n").join(lines)


def _content(words: Words) -> Content:
    return Content(visible(words)) if isinstance(words, str) else words


def _spread(left: Content, right: Content, room: int) -> Content:
    """Two texts at the ends of a line; the left one gives way."""
    least = right.cell_length + 1 if right else 0
    cut = left.truncate(max(0, room - least), ellipsis=True)
    return Content.assemble(cut, " " * max(0, room - cut.cell_length - right.cell_length), right)
