"""The filter and the plain widgets, without a terminal."""

import unicodedata

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color

from tests.tui.apps.hostile import HOSTILE
from tui.text.visible import visible
from tui.widgets.safe import Plain, SafeApp, SafeFilter

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hidden_is_left_and_the_width_stays(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not any(unicodedata.bidirectional(char) in ("RLO", "LRO", "PDF", "RLI", "LRI") for char in shown)
    assert cell_len(shown) == cell_len(text)
    shown.encode()


def test_vietnamese_stays_as_it_is() -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, "Đảng ủy\u00a0tỉnh – “Tuyên truyền miệng” 👍🏽 👨\u200d👩\u200d👧")
        assert visible(text) == text


def test_only_data_is_filtered() -> None:
    control = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    bold = Style(bold=True)
    assert SafeFilter().apply([control, Segment("a\x1b[2Jb", bold), Segment("đ", bold)], BLACK) == [
        control,
        Segment("a[2Jb", bold),
        Segment("đ", bold),
    ]


class Notices(SafeApp[None]):
    def compose(self) -> ComposeResult:
        yield Plain("[bold]x[/] [/foo]")


async def test_markup_is_never_read() -> None:
    app = Notices()
    async with app.run_test() as pilot:
        plain = app.query_one(Plain)
        assert plain.render_line(0).text.startswith("[bold]x[/] [/foo]")
        plain.update("[@click=app.quit]x[/]")
        await pilot.pause()
        assert plain.render_line(0).text.startswith("[@click=app.quit]x[/]")
        plain.notify("[/foo]", markup=True)
        await pilot.pause()
        [notice] = app._notifications
        assert not notice.markup
        assert any(isinstance(line_filter, SafeFilter) for line_filter in app.get_line_filters())
