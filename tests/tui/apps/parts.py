"""All parts of a screen beside each other, for their picture."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from tui.core.commands import Command
from tui.input.text_fields import ViInput
from tui.text.labels import GUESS
from tui.widgets.card import Card
from tui.widgets.columns import Column
from tui.widgets.form_line import FormLine
from tui.widgets.heat import cold, has_shades, heat
from tui.widgets.key_button import key_button
from tui.widgets.matrix import Matrix
from tui.widgets.month_bars import month_bars, share_bar
from tui.widgets.panel import Lines, Panel, entitle, key_words, one_of
from tui.widgets.safe import Plain
from tui.widgets.table import Empty, VirtualTable
from tui.widgets.task_list import Task, TaskList

_EMPTY = Empty("Chưa nhận tệp nào", "Tệp của đơn vị (.jsonl) sẽ hiện ở đây.", Command("choose", "o", "Chọn tệp"))


class PartsScreen(Screen[None]):
    """Every part of `tui/README.md` once, the list of tasks with the keyboard."""

    AUTO_FOCUS = "#tasks"

    def compose(self) -> ComposeResult:
        self.add_class("-framed")
        with Horizontal(id="cards"):
            yield from (Card(title, key, "", id=f"card-{key}") for title, key in (("Hạn nộp", "v"), ("Chủ đề", "2")))
        with Panel(id="to-do") as panel:
            entitle(panel, "Việc cần làm", key_words(("Enter", "làm ngay")))
            yield TaskList("Không còn việc gì", id="tasks")
        choices = one_of("b", "Theo", "Đơn vị"), one_of("m", "Ô", "Buổi")
        yield Plain(Content("   ").join(choices), classes="counts")
        with Horizontal():
            panel = Panel(Lines(id="months"))
            entitle(panel, "Số buổi theo tháng · 373", key_words(("v", "Diễn biến")))
            yield panel
            yield Matrix([Column("theme", "Chủ đề", 24), *_units()], id="heat", classes="pane", fixed=1)
        yield VirtualTable(
            [Column("file", "Tệp", 30), Column("n", "Buổi", 8, right=True)], classes="pane", empty=_EMPTY
        )
        yield FormLine("Hình thức", ViInput("SH Sinh hoạt chi bộ"))
        yield Plain(f"{GUESS} như buổi gần giống nhất", classes="hint")
        with Horizontal(classes="buttons"):
            yield key_button("Lưu", "Ctrl+S", variant="primary")
            yield key_button("Đóng", "Esc")

    def on_mount(self) -> None:
        late, covered = self.query(Card)
        late.show("QUÁ HẠN 4 NGÀY", "14/12/2014", attention=True)
        covered.show("29 / 33", share=(29, 33))
        self.query_one(TaskList).show([Task("Đôn đốc 3 đơn vị chưa báo cáo", "DB03, CB05, CB08", "a", "")])
        months = {f"2014-{month:02}": count for month, count in enumerate((22, 13, 33, 44, 45, 29), start=1)}
        lines = [*month_bars(months, 2014, tall=4).split("\n"), Content(share_bar(29, 33, 10) + " 29/33")]
        self.query_one(Lines).show(lines)
        matrix, shades = self.query_one(Matrix), has_shades(self.app)
        entitle(matrix, "Bao phủ: 29/33")
        matrix.set_rows(
            3,
            lambda row: [
                "LC-01 Hình ảnh",
                *(
                    heat(str(n + row), (n + row) / 9, shades=shades) if n else cold("·", shades=shades)
                    for n in range(7)
                ),
            ],
        )
        entitle(self.query(VirtualTable).last(), "Đã nhận 0 tệp")


def _units() -> Iterable[Column]:
    return (Column(f"u{n}", f"CB{n:02}", 5, right=True) for n in range(1, 8))
