"""The table: what it paints, where its cursor goes, what it tells, and that its cost does not grow with the rows."""

from collections.abc import Sequence

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.style import Style

from tui.core.commands import Command
from tui.widgets.cells import Cell, fit
from tui.widgets.columns import Column, lay_out
from tui.widgets.matrix import Matrix
from tui.widgets.table import Empty, VirtualTable

COLUMNS = [Column("n", "STT", 6, right=True), Column("unit", "Đơn vị"), Column("theme", "Chủ đề", flex=2)]


def cells(row: int) -> Sequence[Cell]:
    return [str(row), f"Chi bộ {row}", (f"[bold]Chủ đề[/] {row}", "bold")]


class Shown(App[None]):
    """A table and what it told."""

    def __init__(self, table: VirtualTable) -> None:
        super().__init__()
        self.table = table
        self.told: list[tuple[str, int, int]] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        assert event.control is self.table
        self.told.append(("highlighted", event.row, event.column))

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        self.told.append(("selected", event.row, event.column))

    def on_virtual_table_title_clicked(self, event: VirtualTable.TitleClicked) -> None:
        self.told.append(("title", event.row, event.column))

    def lines(self) -> list[str]:
        """The lines on the screen."""
        return [self.table.render_line(y).text for y in range(self.table.size.height)]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("miệng", 8, "miệng   "),
        ("miệng", 5, "miệng"),
        ("miệng", 4, "miệ…"),
        ("mie\u0302\u0323ng", 4, "mie\u0302\u0323…"),
        ("漢字", 3, "漢…"),
        ("漢字", 2, " …"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 2, "  "),
        ("x" * 10_000_000, 3, "xx…"),
    ],
)
def test_text_is_cut_or_padded_to_the_width(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_text_is_padded_at_the_left() -> None:
    assert fit("12", 4, right=True) == "  12"
    assert fit("12345", 4, right=True) == "123…"


def test_flexible_columns_share_what_is_left() -> None:
    layout = lay_out(COLUMNS, 80)
    assert layout.total == 80
    assert layout.widths[0] == 6
    assert layout.widths[2] == pytest.approx(2 * layout.widths[1], abs=2)
    assert [layout.column_at(x) for x in (-1, 0, 8, 9, 79, 80)] == [None, 0, 0, 1, 2, None], "two blanks after figures"
    narrow = lay_out(COLUMNS, 10)
    assert narrow.widths == (6, 8, 8)
    assert narrow.total == 26
    assert lay_out([], 80).total == 0


async def test_shows_titles_rows_and_the_mark_of_the_cursor() -> None:
    app = Shown(VirtualTable(COLUMNS))
    async with app.run_test(size=(60, 8)) as pilot:
        app.table.set_rows(100, cells)
        await pilot.pause()
        lines = app.lines()
        assert lines[0].split() == ["STT", "Đơn", "vị", "Chủ", "đề"]
        assert lines[1].startswith("›     0  Chi bộ 0 ")
        assert "[bold]Chủ đề[/] 0" in lines[1]
        assert all(len(line) == 59 for line in lines), "one cell is the scroll bar's"
        assert app.told == [("highlighted", 0, 0)]


async def test_keys_move_the_cursor_and_it_stays_on_the_screen() -> None:
    app = Shown(VirtualTable(COLUMNS))
    async with app.run_test(size=(60, 11)) as pilot:
        app.table.set_rows(100, cells)
        app.table.focus()
        for keys, row in [
            (["down"], 1),
            (["up", "up"], 0),
            (["pagedown"], 10),
            (["pagedown", "pageup"], 10),
            (["end"], 99),
            (["down"], 99),
            (["home"], 0),
            (["ctrl+end"], 99),
            (["ctrl+home"], 0),
        ]:
            await pilot.press(*keys)
            assert app.table.cursor_row == row, keys
            [marked] = [line for line in app.lines() if line.startswith("›")]
            assert marked.split()[1] == str(row)
        app.told.clear()
        await pilot.press("down", "enter")
        assert app.told == [("highlighted", 1, 0), ("selected", 1, 0)]


async def test_the_mouse_chooses_rows_and_titles() -> None:
    app = Shown(VirtualTable(COLUMNS))
    async with app.run_test(size=(60, 11)) as pilot:
        app.table.set_rows(100, cells, cursor=50)
        await pilot.pause()
        top = app.table.scroll_offset.y
        app.told.clear()
        await pilot.click(app.table, offset=(12, 3))
        assert app.told == [("highlighted", top + 2, 1)]
        await pilot.click(app.table, offset=(12, 3), times=2)
        assert app.told[1:] == [("selected", top + 2, 1)]
        await pilot.click(app.table, offset=(40, 0))
        assert app.told[2:] == [("title", -1, 2)]


async def test_other_rows_move_the_cursor_to_where_it_can_be() -> None:
    app = Shown(VirtualTable(COLUMNS))
    async with app.run_test(size=(60, 11)) as pilot:
        app.table.set_rows(100, cells, cursor=99)
        await pilot.pause()
        assert app.table.scroll_offset.y == 90
        app.table.set_rows(5, cells, cursor=99)
        await pilot.pause()
        assert app.table.cursor_row == 4
        assert app.table.scroll_offset.y == 0
        app.table.set_rows(0, cells)
        await pilot.press("down", "end", "enter", "pageup")
        assert app.table.cursor_row == 0
        assert app.told[-1] == ("highlighted", 4, 0)


async def test_an_empty_table_says_so() -> None:
    app = Shown(VirtualTable(COLUMNS, empty="Sổ chưa có buổi nào. Bấm n để thêm buổi tuyên truyền đầu tiên vào sổ."))
    async with app.run_test(size=(40, 8)):
        text = " ".join(line.strip() for line in app.lines())
        assert "Sổ chưa có buổi nào. Bấm n để thêm buổi tuyên truyền đầu tiên vào sổ." in text
        app.table.set_rows(1, cells)
        assert "Sổ chưa" not in "".join(app.lines())


async def test_an_empty_table_has_a_card_with_the_button_that_fills_it() -> None:
    class Pressed(Shown):
        def action_choose(self) -> None:
            self.told.append(("chosen", 0, 0))

    empty = Empty("Chưa nhận tệp nào", "Tệp của đơn vị sẽ hiện ở đây.", Command("app.choose", "o", "Chọn tệp"))
    app = Pressed(VirtualTable(COLUMNS, empty=empty))
    async with app.run_test(size=(40, 12)) as pilot:
        app.table.focus()
        lines = app.lines()
        button = next(y for y, line in enumerate(lines) if "Chọn tệp  o" in line)
        assert [line.strip(" │") for line in lines[button - 3 : button - 1]] == [empty.title, empty.reason]
        await pilot.press("enter")
        await pilot.click(VirtualTable, offset=(10, button))
        await pilot.pause()
        assert app.told == [("chosen", 0, 0)] * 2


async def test_two_blanks_part_figures_from_the_words_that_follow() -> None:
    columns = [Column("n", "Lượt", 6, right=True), Column("state", "Trạng thái")]
    app = Shown(VirtualTable(columns))
    async with app.run_test(size=(40, 6)):
        app.table.set_rows(1, lambda _row: ["28", "xung đột"])
        assert app.lines()[1].rstrip().endswith("28  xung đột")
        assert app.lines()[0].rstrip().endswith("Lượt  Trạng thái")


async def test_the_titles_say_which_columns_are_in_sight() -> None:
    columns = [Column("theme", "Chủ đề", 24), *(Column(f"u{n}", f"CB{n:02}", 5, right=True) for n in range(1, 9))]
    app = Shown(VirtualTable(columns, fixed=1))
    async with app.run_test(size=(50, 6)) as pilot:
        app.table.set_rows(1, lambda _row: ["LC-01", *"12345678"])
        assert "1–4/8 ►" in app.lines()[0]
        app.table.scroll_to(x=999, animate=False, force=True)
        await pilot.pause()
        assert "5–8/8 " in app.lines()[0]
        assert "◄ " in app.lines()[0]


async def test_cells_of_every_kind_keep_their_width() -> None:
    app = Shown(VirtualTable([Column("a", "A", 6, right=True), Column("b", "B", 6), Column("c", "C", 6)]))
    kinds: list[Cell] = [
        "miệng",
        ("miệng truyền", "bold $error"),
        ("miệng", Style(bold=True)),
        Text.assemble("mi", ("ệng", "red"), " truyền"),
        Text("12"),
        Content.assemble("mi", ("ệng", "$success"), " truyền"),
        Content("12"),
        Content.assemble("truyền", ("x", "bold")),
    ]
    async with app.run_test(size=(30, 12)) as pilot:
        app.table.set_rows(len(kinds), lambda row: [kinds[row]] * 3)
        await pilot.pause()
        shown = [line[1:22].rstrip() for line in app.lines()[1 : 1 + len(kinds)]]
        assert shown == [
            " miệng  miệng  miệng",
            "miệng…  miệng… miệng…",
            " miệng  miệng  miệng",
            "miệng…  miệng… miệng…",
            "    12  12     12",
            "miệng…  miệng… miệng…",
            "    12  12     12",
            "truyề…  truyề… truyề…",
        ]


async def test_a_heat_colour_shines_over_the_row() -> None:
    app = Shown(VirtualTable([Column("a", "A", 6), Column("b", "B", 6)]))
    async with app.run_test(size=(30, 6)) as pilot:
        app.table.set_rows(3, lambda _row: ["1", ("2", "on $error 50%")])
        await pilot.pause()
        backgrounds = {
            segment.text.strip(): segment.style.bgcolor for segment in app.table.render_line(2) if segment.style
        }
        assert backgrounds["2"] != backgrounds["1"]
        cursor = {segment.text.strip(): segment.style for segment in app.table.render_line(1)}
        assert cursor["1"] == cursor["2"], "under the cursor its own colours are readable"


MATRIX = [Column("t", "Chủ đề", 10), *(Column(f"u{i}", f"u{i}", 4, right=True) for i in range(30))]


async def test_a_matrix_keeps_its_first_column_and_titles_while_it_scrolls() -> None:
    app = Shown(Matrix(MATRIX))
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows(20, lambda row: [f"chủ đề {row}", *(str(row * column) for column in range(30))])
        app.table.focus()
        await pilot.pause()
        assert app.told == [("highlighted", 0, 1)]
        await pilot.press("end", "ctrl+end")
        assert (app.table.cursor_row, app.table.cursor_column) == (19, 30)
        lines = app.lines()
        assert lines[0].startswith(" Chủ đề ")
        assert lines[0].rstrip().endswith("u29")
        [marked] = [line for line in lines if line.startswith("›")]
        assert marked.startswith("›chủ đề 19 ")
        assert marked.rstrip().endswith(str(19 * 29))
        await pilot.press("home", "left")
        assert app.table.cursor_column == 1, "the heading cannot be chosen"
        assert "u0" in app.lines()[0]
        await pilot.press("right", "enter")
        assert app.told[-1] == ("selected", 19, 2)


async def test_a_click_into_a_scrolled_matrix_finds_the_cell() -> None:
    app = Shown(Matrix(MATRIX))
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows(3, lambda row: [f"chủ đề {row}", *(f"{row}.{column}" for column in range(30))])
        app.table.focus()
        await pilot.press("end")
        x = app.lines()[2].index("1.27")
        await pilot.click(app.table, offset=(x, 2))
        assert app.told[-1] == ("highlighted", 1, 28)
        await pilot.click(app.table, offset=(2, 3))
        assert app.told[-1] == ("highlighted", 2, 1)


@pytest.mark.parametrize("size", [(80, 24), (20, 5), (10, 3), (3, 2), (1, 1)])
async def test_any_size_of_terminal(size: tuple[int, int]) -> None:
    for table in (VirtualTable(COLUMNS, empty="trống"), Matrix(MATRIX)):
        app = Shown(table)
        async with app.run_test(size=size) as pilot:
            app.lines()
            table.set_rows(10, lambda row: [str(row)] * 31)
            table.focus()
            await pilot.press("down", "pagedown", "right", "end", "left", "home")
            assert all(len(line) == table.scrollable_content_region.width for line in app.lines())


async def test_a_hundred_thousand_rows_cost_what_a_screenful_costs() -> None:
    app = Shown(VirtualTable(COLUMNS))
    asked: list[int] = []

    def counted(row: int) -> Sequence[Cell]:
        asked.append(row)
        return cells(row)

    async with app.run_test(size=(120, 40)) as pilot:
        app.table.set_rows(100_000, counted)
        assert len(asked) <= 40, "rows are asked for when they are painted"
        await pilot.pause()
        app.table.cursor_row = 50_000
        await pilot.pause()
        app.lines()
    assert len(set(asked)) <= 80, "rows off the screen are not asked for"
    assert len(asked) <= 400, "a row is not asked for again and again"
