"""The body of the yearly report, in official Vietnamese: figures in sentences, judgements left as marked gaps.

Whatever the writer makes of it, a document or a page, the sentences are these.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from exports.official.numbers import day_in_words, decimal, figure, month_names
from exports.report.model import Part, Report, ReporterLine, SpanLine, Sum
from exports.report.narrative import paragraphs
from exports.report.paper import Paper
from logs import rates
from logs.catalogue.directive import RANKS, Document, Head
from logs.exchange.narratives import NarrativePart
from logs.periods import days_of

TITLES: dict[NarrativePart, str] = {
    "leadership": "Công tác lãnh đạo, chỉ đạo",
    "strengths": "Ưu điểm",
    "weaknesses": "Hạn chế, nguyên nhân",
    "directions": "Phương hướng, nhiệm vụ",
    "proposals": "Kiến nghị, đề xuất",
}
"""The headings of the parts that a person writes."""
HINTS: dict[NarrativePart, str] = {
    "leadership": "Nêu việc quán triệt, triển khai; văn bản đã ban hành; phân công, kiểm tra, đôn đốc",
    "strengths": "Đánh giá những kết quả nổi bật",
    "weaknesses": "Nêu hạn chế khác và nguyên nhân",
    "directions": "Nêu phương hướng, nhiệm vụ thời gian tới",
    "proposals": "Nêu kiến nghị, đề xuất với cấp trên",
}
"""What a person is to write of each part of the narrative."""

Kind = Literal["part", "section", "text", "item", "gap"]

_MODES = {"in_person": "trực tiếp", "online": "trực tuyến", "mixed": "kết hợp trực tiếp và trực tuyến"}
_DASH = re.compile(r"[-–•+*]\s+")
_MOST_NAMED = 15  # themes or units named in a sentence


class Block(Struct, frozen=True):
    """A paragraph: the heading of a part (I-) or section (1.), text, an item of a list, or a gap for a person.

    `is_own` is what a person has written, in his own spelling.
    """

    kind: Kind
    text: str
    is_own: bool = False


def body(paper: Paper) -> tuple[Block, ...]:
    """The paragraphs from the first line to the last word, without the end mark's rules: the last one has it."""
    blocks = [_as_ruled(paper, block) for part in (_opening, _guidance, _results, _rest) for block in part(paper)]
    last = blocks[-1]
    return (*_stopped(blocks[:-1]), Block(last.kind, last.text + paper.letterhead.end_mark))


def _as_ruled(paper: Paper, block: Block) -> Block:
    """In the office's spelling, but for what a person has written; the State's papers number a part `I.`, not `I-`."""
    if block.is_own:
        return block
    is_state_part = paper.letterhead.is_state and block.kind == "part"
    return Block(block.kind, paper.letterhead.spelled(block.text.replace("-", ".", 1) if is_state_part else block.text))


def _stopped(blocks: list[Block]) -> Iterator[Block]:
    """The same, the last item of each list with a full stop."""
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        is_last = block.kind == "item" and not block.is_own and (after is None or after.kind != "item")
        yield replace(block, text=block.text.rstrip(";.") + ".") if is_last else block


# ---------------------------------------------------------------- the parts


def _opening(paper: Paper) -> Iterator[Block]:
    report = paper.report
    yield Block(
        "text",
        f"Thực hiện {_cited_directive(report.directive)}, {report.unit_name} báo cáo kết quả tuyên truyền miệng "
        f"{paper.period_in_words} như sau:",
    )


def _guidance(paper: Paper) -> Iterator[Block]:
    yield Block("part", f"I- {TITLES['leadership'].upper()}")
    yield from _written(paper, "leadership")
    used = [part for part in paper.report.documents if part.sessions]
    if used:
        known = {document.code: cite(document) for document in paper.report.cited}
        yield Block("text", "Các văn bản sau đã được viện dẫn, quán triệt trong các buổi tuyên truyền:")
        for part in used:
            yield Block("item", f"{known.get(part.code, part.title)}: {figure(part.sessions)} buổi;")


def _results(paper: Paper) -> Iterator[Block]:
    yield Block("part", "II- KẾT QUẢ THỰC HIỆN")
    yield Block("section", "1. Số buổi, số lượt người nghe")
    yield from _numbers(paper)
    yield Block("section", "2. Nội dung")
    yield from _contents(paper.report)
    yield Block("section", "3. Hình thức")
    yield from _forms(paper.report)
    yield Block("section", "4. Đối tượng")
    yield from _audiences(paper.report)
    yield Block("section", "5. Hoạt động của đội ngũ báo cáo viên")
    yield from _reporters(paper.report)


def _rest(paper: Paper) -> Iterator[Block]:
    report = paper.report
    yield Block("part", "III- ĐÁNH GIÁ CHUNG")
    yield Block("section", f"1. {TITLES['strengths']}")
    yield from _written(paper, "strengths")
    yield Block("section", f"2. {TITLES['weaknesses']}")
    if report.not_covered:
        kind = _kind(report.directive)
        yield Block("item", f"Còn {figure(len(report.not_covered))} chủ đề cốt lõi của {kind} chưa được triển khai;")
    if report.missing:
        yield Block("item", f"Còn {figure(len(report.missing))} đơn vị chưa gửi báo cáo;")
    yield from _written(paper, "weaknesses")
    yield Block("part", f"IV- {TITLES['directions'].upper()}")
    yield from _written(paper, "directions")
    yield Block("part", f"V- {TITLES['proposals'].upper()}")
    yield from _written(paper, "proposals")
    yield Block("text", f"Trên đây là báo cáo {paper.abstract}, {report.unit_name} kính báo cáo")


def _written(paper: Paper, part: NarrativePart) -> Iterator[Block]:
    """What a person has written of the part, a paragraph a line (an item where it begins with a dash); else the gap."""
    for line in paragraphs(paper.narrative.get(part, "")):
        item = _DASH.sub("", line)
        yield Block("text" if item == line else "item", item, is_own=True)
    if part not in paper.narrative:
        yield Block("gap", HINTS[part])


# ---------------------------------------------------------------- results


def _numbers(paper: Paper) -> Iterator[Block]:
    report = paper.report
    whole = {"chi_bo": "Chi bộ", "dang_bo": "toàn Đảng bộ"}[paper.unit_type]
    if report.total.sessions:
        mean = f", bình quân {decimal(report.total.mean)} lượt người/buổi"
        yield Block("text", f"Trong kỳ, {whole} tổ chức {_sum(report.total)}{mean}.")
    else:
        yield Block("text", f"Trong kỳ, {whole} chưa tổ chức buổi tuyên truyền nào.")
    if report.before is not None:
        yield Block("text", _compared(report.total, report.before))
    if report.since is not None and report.since < report.start and report.so_far.sessions:
        is_new_year = (report.since.month, report.since.day) == (1, 1)
        since = "đầu năm" if is_new_year else day_in_words(report.since)
        yield Block("text", f"Lũy kế từ {since} đến hết {day_in_words(report.end)}: {_sum(report.so_far)}.")
    if months := months_in_words(report):
        yield Block("text", months)
    yield from _who_reported(report)
    if report.apart.summed:
        yield Block(
            "text",
            f"Trong số trên có {figure(report.apart.summed)} buổi đơn vị chỉ gửi số tổng hợp, chưa tách được theo nhóm "
            "nội dung, đối tượng và báo cáo viên.",
        )


def begun_months(report: Report) -> list[SpanLine]:
    """Its months but for those to come."""
    today = report.made.date()
    return [one for one in report.months if one.sessions or days_of(one.name)[0] <= today]


def months_in_words(report: Report) -> str:
    """Which month of those that have begun has most sessions, and which has least or none; "" where all are alike."""
    begun = begun_months(report)
    numbers = [one.sessions for one in begun]
    if len(set(numbers)) < 2:
        return ""
    names = month_names([one.name for one in report.months])
    most = _having(max(numbers), "có nhiều buổi nhất", begun, names)
    least = _having(min(numbers), "có ít buổi nhất" if min(numbers) else "không có buổi nào", begun, names)
    return f"{most[:1].upper()}{most[1:]}, {least}."


def _having(number: int, words: str, months: Sequence[SpanLine], names: Mapping[str, str]) -> str:
    """The month with so many sessions, or how many such months there are."""
    found = [month.name for month in months if month.sessions == number]
    # What several months have is the figure of none of them.
    each = f"{figure(number)} buổi" if len(found) == 1 else f"mỗi tháng {figure(int(number))} buổi"
    who = f"tháng {names[found[0]]}" if len(found) == 1 else f"{figure(len(found))} tháng"
    return f"{who} {words}{f' ({each})' if number else ''}"


def _who_reported(report: Report) -> Iterator[Block]:
    if not report.obliged:
        return
    states = [unit.progress.state for unit in report.obliged if unit.progress]
    nil = sum(bool(unit.progress and unit.progress.nil) for unit in report.obliged)
    parts = [
        f"{figure(count)} đơn vị {words}"
        for count, words in (
            (nil, "báo cáo không phát sinh"),
            (states.count("late"), "nộp muộn"),
            (states.count("counted"), "có buổi được tính, chưa gửi tệp"),
        )
        if count
    ]
    more = f", trong đó {'; '.join(parts)}" if parts else ""
    yield Block("text", f"Có {figure(len(report.reported))}/{figure(len(report.obliged))} đơn vị đã báo cáo{more}.")
    if report.missing:
        names = named(unit.name for unit in report.missing)
        yield Block("text", f"Đơn vị chưa gửi báo cáo: {names}.")


def _contents(report: Report) -> Iterator[Block]:
    leading = [group for group in report.groups if group.priority and group.sessions]
    others = sorted((one for one in report.groups if not one.priority and one.sessions), key=lambda one: -one.sessions)
    if leading:
        yield Block("text", f"Các nội dung trọng tâm của {_kind(report.directive)}:")
        for group in leading:
            yield Block("item", _line(group))
    if others:
        yield Block("text", "Các nội dung khác:" if leading else "Nội dung tuyên truyền:")
        for group in others:
            yield Block("item", _line(group))
    if report.not_covered:
        titles = named(theme.title for theme in report.not_covered)
        yield Block("text", f"Chủ đề cốt lõi chưa được triển khai: {titles}.")
    if report.not_applicable:
        out = (f"{code} ({reason})" for code, reason in report.not_applicable.items())
        yield Block("text", f"Không tính các chủ đề không áp dụng: {named(out)}.")
    if report.total.sessions:
        several = "Một buổi có nội dung thuộc nhiều nhóm được tính ở từng nhóm (chi tiết tại Biểu 1 và Biểu 2)."
        yield Block("text", several)


def _forms(report: Report) -> Iterator[Block]:
    for form in report.forms:
        if form.sessions:
            part = decimal(rates.share(form.sessions, report.total.sessions))
            yield Block("item", f"{form.title}: {_sum(form)} ({part}%);")
    modes = [f"{words}: {figure(n)} buổi" for mode, words in _MODES.items() if (n := report.modes.get(mode))]
    if modes:
        yield Block("text", f"Theo cách tổ chức: {'; '.join(modes)}.")
    if report.new_media:
        yield Block("text", f"Có {figure(report.new_media)} buổi sử dụng công cụ truyền thông mới.")
    if report.joint:
        yield Block("text", f"Có {figure(report.joint)} buổi phối hợp với cơ quan, đơn vị khác.")


def _audiences(report: Report) -> Iterator[Block]:
    for group in report.audiences:
        if group.code and group.sessions:
            listeners = f", {figure(group.attendance)} lượt người nghe" if group.attendance else ""
            yield Block("item", f"{group.title}: {figure(group.sessions)} buổi{listeners};")
    for group in report.audiences:
        if not group.code and group.attendance:
            yield Block("item", f"{group.title}: {figure(group.attendance)} lượt người nghe;")


def _reporters(report: Report) -> Iterator[Block]:
    active = [one for one in report.reporters if one.sessions]
    if not active:
        return
    mean = decimal(rates.mean(sum(one.sessions for one in active), len(active)))
    # How many there are of whom no file tells is not known.
    yield Block(
        "text",
        f"Có {figure(len(active))} báo cáo viên, tuyên truyền viên tham gia tuyên truyền, bình quân {mean} buổi/người.",
    )
    titles = report.ranks or {rank.code: rank.title for rank in RANKS}
    for rank in dict.fromkeys([*titles, *sorted(one.rank for one in active if one.rank)]):
        if people := [one for one in active if one.rank == rank]:
            who = f"{titles.get(rank, rank)}: {figure(len(people))} người"
            held = report.by_rank[rank] if rank in report.by_rank else _held_by(people, report)
            yield Block("item", f"{who}, {figure(held)} buổi;" if held else f"{who};")


def _held_by(people: Sequence[ReporterLine], report: Report) -> int:
    """How many sessions any of them held, of a report that was kept without; 0 without the sessions' codes too."""
    codes = {one.code for one in people}
    return sum(not codes.isdisjoint(line.content.reporters) for line in report.register if line.content is not None)


# ---------------------------------------------------------------- words


def cite(document: Document) -> str:
    """A document in full: `Chỉ thị số 26-CT/TW, ngày 10/9/2008 của Ban Bí thư về “…”`."""
    day = f"ngày {document.date.day}/{document.date.month}/{document.date.year}" if document.date else ""
    return _cited(document.kind, document, day)


def _cited_directive(head: Head) -> str:
    return _cited(_kind(head), head, day_in_words(head.date) if head.date else "")


def _cited(kind: str, paper: Document | Head, day: str) -> str:
    """As much as is known of its number, day and issuer."""
    numbered = ", ".join(filter(None, (paper.number and f"số {paper.number}", day)))
    issuer = paper.issuer and f"của {paper.issuer}"
    return " ".join(filter(None, (kind, numbered, issuer, f"về “{paper.title}”")))


def _kind(head: Head) -> str:
    return head.kind or "Hướng dẫn"


def _sum(one: Sum | Part) -> str:
    return f"{figure(one.sessions)} buổi tuyên truyền cho {figure(one.attendance)} lượt người nghe"


def _line(group: Part) -> str:
    return f"{group.title}: {figure(group.sessions)} buổi, {figure(group.attendance)} lượt người nghe;"


def _compared(now: Sum, before: Sum) -> str:
    """How the sums stand beside those of the year before."""
    parts = [
        change_in_words(now.sessions, before.sessions, "buổi"),
        change_in_words(now.attendance, before.attendance, "lượt người nghe"),
    ]
    return f"So với cùng kỳ năm trước ({_sum(before)}): {', '.join(parts)}."


def change_in_words(now: int, before: int, what: str) -> str:
    """`tăng 12 buổi (4,5%)`: how a number stands beside that of a year before."""
    if now == before:
        return f"số {what} không thay đổi"
    share = f" ({decimal(rates.percent(abs(now - before), before))}%)" if before else ""
    return f"{'tăng' if now > before else 'giảm'} {figure(abs(now - before))} {what}{share}"


def named(names: Iterable[str]) -> str:
    """The names with `;` between, the first few and how many more there are."""
    every = list(names)
    more = f" và {figure(len(every) - _MOST_NAMED)} mục khác" if len(every) > _MOST_NAMED else ""
    return "; ".join(every[:_MOST_NAMED]) + more
