"""The sentences of a report's letter beside the account of the tests: what each claims is reckoned again."""

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence

from exports.report.body import body
from exports.report.freezing import paper_of
from logs.book.book import LogBook
from logs.periods import Period
from tests.exports.counted.counter import Counter
from tests.exports.counted.days import Days, share, tenths

_N = r"([0-9.]+)"
_SUM = rf"{_N} buổi tuyên truyền cho {_N} lượt người nghe"
_CHANGES = r"(?:tăng|giảm) [0-9.]+ {0}(?: \([0-9.]+,[0-9]%\))?|số {0} không thay đổi"
_MOST_NAMED = 15
_RANKS = {
    "Báo cáo viên cấp tỉnh": "tinh", "Báo cáo viên cấp huyện": "huyen", "Báo cáo viên cơ sở": "co_so",
    "Báo cáo viên Trung ương": "trung_uong", "Tuyên truyền viên cơ sở": "tuyen_truyen_vien",
}  # fmt: skip
_MODES = {"trực tiếp": "in_person", "trực tuyến": "online", "kết hợp trực tiếp và trực tuyến": "mixed"}
_PLAIN = {
    "Các văn bản sau đã được viện dẫn, quán triệt trong các buổi tuyên truyền:",
    "Các nội dung trọng tâm của Hướng dẫn:",
    "Các nội dung khác:",
    "Nội dung tuyên truyền:",
    "Một buổi có nội dung thuộc nhiều nhóm được tính ở từng nhóm (chi tiết tại Biểu 1 và Biểu 2).",
}


def number(text: str) -> int:
    """`1.234` as a number."""
    return int(text.replace(".", ""))


class Letter(Days):
    """What a letter of these days may say; every method judges what one kind of sentence claims."""

    def total(self, sessions: str, listeners: str, mean: str) -> bool:
        """The first sentence."""
        held, heard = self.sum(self.first, self.last)
        return (number(sessions), number(listeners), mean) == (held, heard, tenths(heard, held))

    def nothing(self) -> bool:
        """Where nothing was held."""
        return self.sum(self.first, self.last) == (0, 0)

    def compared(self, sessions: str, listeners: str, held: str, heard: str) -> bool:
        """The year before."""
        first, last = (f"{int(day[:4]) - 1}{day[4:]}" for day in (self.first, self.last))
        before = self.counter.other_events(first, last)
        was = len(before), sum(int(one["attendance"]) for one in before)
        now = self.sum(self.first, self.last)
        changes = [self._change(*both) for both in zip(now, was, ("buổi", "lượt người nghe"), strict=True)]
        return (number(sessions), number(listeners)) == was and [held, heard] == changes

    @staticmethod
    def _change(now: int, was: int, what: str) -> str:
        if now == was:
            return f"số {what} không thay đổi"
        rate = tenths(100 * abs(now - was), was)
        return f"{'tăng' if now > was else 'giảm'} {abs(now - was):,} {what}".replace(",", ".") + f" ({rate}%)"

    def so_far(self, since: str, until: str, sessions: str, listeners: str) -> bool:
        """The sum since the first day of the guidance's period."""
        begin = self.counter.first
        told = "đầu năm" if begin.endswith("-01-01") else in_words(begin)
        held = self.sum(begin, self.last)
        return (since, until, number(sessions), number(listeners)) == (told, in_words(self.last), *held)

    def extremes(self, most: str, least: str) -> bool:
        """Which month has most, which least or none."""
        wanted = {
            month: held
            for month in self.months()
            if (held := self.of("month", month)[0]) or month <= f"{self.today:%Y-%m}"
        }
        years = {month[:4] for month in self.months()}
        for words, is_most in ((most, True), (least, False)):
            extreme = max(wanted.values()) if is_most else min(wanted.values())
            found = [month for month, held in wanted.items() if held == extreme]
            name = f"{int(found[0][5:])}" + ("" if len(years) == 1 else f"/{found[0][:4]}")
            who = f"tháng {name}" if len(found) == 1 else f"{len(found)} tháng"
            what = "có nhiều buổi nhất" if is_most else "có ít buổi nhất" if extreme else "không có buổi nào"
            each = f" ({'mỗi tháng ' if len(found) > 1 else ''}{extreme} buổi)" if extreme else ""
            if words.lower() != f"{who} {what}{each}":
                return False
        return max(wanted.values()) > min(wanted.values())

    def who(self, reported: str, obliged: str, late: str, counted: str) -> bool:
        """How many units have reported, and how."""
        there = [unit for unit in self.owing if self.reported(unit)]
        is_year = self.period.name == str(self.directive.head.year)
        first = [min(one["received"][:10] for one in files) for unit in there if (files := self.files_of(unit))]
        after = sum(day >= self.directive.reporting.deadline.isoformat() for day in first) if is_year else 0
        without = sum(not any(self.counter.unit(one["unit"]) == unit for one in self.files) for unit in there)
        said = number(reported), number(obliged), number(late or "0")
        return said == (len(there), len(self.owing), after) and number(counted or "0") >= without

    def missing(self, names: str) -> bool:
        """Those of which nothing came."""
        return names == listed([self.names[unit] for unit in self.owing if not self.reported(unit)])

    def how_many_missing(self, units: str) -> bool:
        """How many they are."""
        return number(units) == sum(not self.reported(unit) for unit in self.owing)

    def in_figures(self, sessions: str) -> bool:
        """What came in figures only."""
        return number(sessions) == sum(one[4] for one in self.told if not one[3])

    def open_themes(self, titles: str) -> bool:
        """Core themes that nobody has talked about."""
        return titles == listed([theme.title for theme in self.open if theme.core])

    def how_many_open(self, themes: str) -> bool:
        """How many they are."""
        return number(themes) == sum(theme.core for theme in self.open)

    def not_applicable(self, themes: str) -> bool:
        """Themes that are left out."""
        return themes == listed([f"{code} (không có)" for code in self.directive.themes
                                  if self.is_out(code) and self.is_due(code)])  # fmt: skip

    def group(self, title: str, sessions: str, listeners: str) -> bool:
        """A group of themes."""
        code = next(one.code for one in self.directive.groups if one.title == title)
        return (number(sessions), number(listeners)) == self.of("group", code) != (0, 0)

    def form(self, title: str, sessions: str, listeners: str, part: str) -> bool:
        """A form, with its part of all sessions."""
        held = self.of("form", next(one.code for one in self.directive.forms if one.title == title))
        whole = self.sum(self.first, self.last)[0]
        return (number(sessions), number(listeners), part) == (*held, share(held[0], whole)) and bool(held[0])

    def modes(self, text: str) -> bool:
        """How sessions were held, those that say so."""
        held = Tally(session.get("mode") for session in self.sessions.values())
        return text == "; ".join(f"{words}: {held[mode]} buổi" for words, mode in _MODES.items() if held[mode])

    def new_media(self, sessions: str) -> bool:
        """Those with new means of communication."""
        return number(sessions) == self.having(lambda one: one.get("new_media"))

    def joint(self, sessions: str) -> bool:
        """Those with others."""
        return number(sessions) == self.having(lambda one: one.get("partners"))

    def audience(self, title: str, sessions: str | None, listeners: str | None) -> bool:
        """A group of listeners, or those of no one group."""
        code = {one.title: one.code for one in self.directive.audiences}.get(title, title)
        held, heard = self.of("audience", "" if title == "Chưa tách theo đối tượng" else code)
        if title == "Chưa tách theo đối tượng":
            return sessions is None and number(listeners or "0") == heard + sum(o[5] for o in self.told if not o[3])
        return (number(sessions or "0"), number(listeners or "0")) == (held, heard)

    def people(self, count: str, mean: str) -> bool:
        """How many reporters there are, each once."""
        held = Tally(code for session in self.sessions.values() for code in session["reporters"])
        return number(count) == len(held) and mean == tenths(sum(held.values()), len(held))

    def rank(self, title: str, count: str, sessions: str) -> bool:
        """Those of one rank, and what any of them held."""
        everybody = {code for session in self.sessions.values() for code in session["reporters"]}
        people = {code for code in everybody if self.ranks.get(code) == _RANKS[title]}
        held = self.having(lambda session: people & {*session["reporters"]})
        return (number(count), number(sessions)) == (len(people), held)

    def document(self, title: str, sessions: str) -> bool:
        """A document that was cited."""
        known = [one.code for one in self.directive.documents if f"“{one.title}”" in title and one.number in title]
        return number(sessions) == self.of("document", known[0] if known else title)[0] != 0


def in_words(day: str) -> str:
    """`ngày 02 tháng 4 năm 2014`."""
    year, month, number_of_day = day.split("-")
    return f"ngày {number_of_day} tháng {month if int(month) <= 2 else int(month)} năm {year}"


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many more."""
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f" và {more} mục khác" if more > 0 else "")


# By the heading that stands before: what a sentence may be, and what it claims.
_SENTENCES: tuple[tuple[str, str, Callable[..., bool]], ...] = (
    ("I-", rf"(.+): {_N} buổi", Letter.document),
    ("1. Số", rf"Trong kỳ, (?:Chi bộ|toàn Đảng bộ) tổ chức {_SUM}, bình quân ([0-9.,]+) lượt người/buổi", Letter.total),
    ("1. Số", r"Trong kỳ, (?:Chi bộ|toàn Đảng bộ) chưa tổ chức buổi tuyên truyền nào", Letter.nothing),
    (
        "1. Số",
        rf"So với cùng kỳ năm trước \({_SUM}\): ({_CHANGES.format('buổi')}), ({_CHANGES.format('lượt người nghe')})",
        Letter.compared,
    ),
    ("1. Số", rf"Lũy kế từ (.+) đến hết (.+): {_SUM}", Letter.so_far),
    ("1. Số", r"(.+ nhiều buổi nhất .+\)), (.+)", Letter.extremes),
    (
        "1. Số",
        rf"Có {_N}/{_N} đơn vị đã báo cáo(?:, trong đó (?:{_N} đơn vị nộp muộn)?(?:; )?"
        rf"(?:{_N} đơn vị có buổi được tính, chưa gửi tệp)?)?",
        Letter.who,
    ),
    ("1. Số", r"Đơn vị chưa gửi báo cáo: (.+)", Letter.missing),
    ("1. Số", rf"Trong số trên có {_N} buổi đơn vị chỉ gửi số tổng hợp, chưa tách được .+", Letter.in_figures),
    ("2. Nội", rf"(.+): {_N} buổi, {_N} lượt người nghe", Letter.group),
    ("2. Nội", r"Chủ đề cốt lõi chưa được triển khai: (.+)", Letter.open_themes),
    ("2. Nội", r"Không tính các chủ đề không áp dụng: (.+)", Letter.not_applicable),
    ("3. Hình", rf"(.+): {_SUM} \(([0-9,]+)%\)", Letter.form),
    ("3. Hình", r"Theo cách tổ chức: (.+)", Letter.modes),
    ("3. Hình", rf"Có {_N} buổi sử dụng công cụ truyền thông mới", Letter.new_media),
    ("3. Hình", rf"Có {_N} buổi phối hợp với cơ quan, đơn vị khác", Letter.joint),
    ("4. Đối", rf"([^:]+)(?:: {_N} buổi)?(?:[,:] {_N} lượt người nghe)?", Letter.audience),
    ("5. Hoạt", rf"Có {_N} báo cáo viên, .+ tham gia tuyên truyền, bình quân ([0-9,]+) buổi/người", Letter.people),
    ("5. Hoạt", rf"(.+): {_N} người, {_N} buổi", Letter.rank),
    ("2. Hạn", rf"Còn {_N} chủ đề cốt lõi của Hướng dẫn chưa được triển khai", Letter.how_many_open),
    ("2. Hạn", rf"Còn {_N} đơn vị chưa gửi báo cáo", Letter.how_many_missing),
)


def letter_differences(book: LogBook, counter: Counter, period: Period) -> Iterator[str]:
    """The sentences of the letter that are not so, and those that nobody here knows to judge."""
    letter, heading, seen = Letter(book, counter, period), "", 0
    paper = paper_of(book, period)
    for block in body(paper):
        if block.kind in ("part", "section"):
            heading = block.text
        elif block.kind in ("text", "item") and block.text not in _PLAIN:
            said = [
                judge(letter, *found.groups())
                for begin, pattern, judge in _SENTENCES
                if heading.startswith(begin) and (found := re.fullmatch(pattern, block.text.rstrip(".;")))
            ]
            named = block.text.startswith((f"Thực hiện Hướng dẫn {in_words('2014-04-02')} của", "Trên đây là báo cáo"))
            seen += len(said)
            if not any(said) and not (named and not said):
                yield f"letter {period.name or period}, {heading}: {block.text}"
    if not seen:
        yield f"letter {period.name or period}: says nothing"
