"""The body of the yearly report, in official Vietnamese: figures in sentences, judgements left as marked gaps.

Whatever the writer makes of it, a document or a page, the sentences are these.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from exports.report.model import Part, Report, Sum
from exports.report.numbers import day_in_words, decimal, figure
from exports.report.paper import Paper
from logs import rates
from logs.catalogue.directive import Document, Head

Kind = Literal["part", "section", "text", "item", "gap"]

_RANKS = {
    "trung_uong": "báo cáo viên Trung ương",
    "tinh": "báo cáo viên cấp tỉnh",
    "huyen": "báo cáo viên cấp huyện",
    "co_so": "báo cáo viên cơ sở",
    "tuyen_truyen_vien": "tuyên truyền viên cơ sở",
}
_MODES = {"in_person": "trực tiếp", "online": "trực tuyến", "mixed": "kết hợp trực tiếp và trực tuyến"}
_MOST_NAMED = 15  # themes or units named in a sentence


class Block(Struct, frozen=True):
    """A paragraph: the heading of a part (I-) or section (1.), text, an item of a list, or a gap for a person."""

    kind: Kind
    text: str


def body(paper: Paper) -> tuple[Block, ...]:
    """The paragraphs from the first line to the last word, without the end mark's rules: the last one has it."""
    blocks = [
        Block(block.kind, paper.spelled(block.text))
        for part in (_opening, _guidance, _results, _rest)
        for block in part(paper)
    ]
    last = blocks[-1]
    return (*_stopped(blocks[:-1]), Block(last.kind, last.text + paper.end_mark))


def _stopped(blocks: list[Block]) -> Iterator[Block]:
    """The same, the last item of each list with a full stop."""
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        is_last = block.kind == "item" and (after is None or after.kind != "item")
        yield Block("item", block.text.rstrip(";.") + ".") if is_last else block


# ---------------------------------------------------------------- the parts


def _opening(paper: Paper) -> Iterator[Block]:
    report = paper.report
    yield Block(
        "text",
        f"Thực hiện {_cited_directive(report.directive)}, {report.unit_name} báo cáo kết quả tuyên truyền miệng "
        f"{paper.period_in_words} như sau:",
    )


def _guidance(paper: Paper) -> Iterator[Block]:
    yield Block("part", "I- CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO")
    yield Block("gap", "Nêu việc quán triệt, triển khai; văn bản đã ban hành; phân công, kiểm tra, đôn đốc")
    used = {part.code: part.sessions for part in paper.report.documents if part.sessions}
    if used:
        yield Block("text", "Các văn bản sau đã được viện dẫn, quán triệt trong các buổi tuyên truyền:")
        for document in paper.report.cited:
            if document.code in used:
                yield Block("item", f"{cite(document)}: {figure(used[document.code])} buổi;")


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
    yield Block("section", "1. Ưu điểm")
    yield Block("gap", "Đánh giá những kết quả nổi bật")
    yield Block("section", "2. Hạn chế, nguyên nhân")
    not_covered = [theme for theme in report.themes if theme.core and not theme.sessions]
    if not_covered:
        yield Block("item", f"Còn {figure(len(not_covered))} chủ đề cốt lõi của Hướng dẫn chưa được triển khai;")
    if report.missing:
        yield Block("item", f"Còn {figure(len(report.missing))} đơn vị chưa gửi báo cáo;")
    yield Block("gap", "Nêu hạn chế khác và nguyên nhân")
    yield Block("part", "IV- PHƯƠNG HƯỚNG, NHIỆM VỤ")
    yield Block("gap", "Nêu phương hướng, nhiệm vụ thời gian tới")
    yield Block("part", "V- KIẾN NGHỊ, ĐỀ XUẤT")
    yield Block("gap", "Nêu kiến nghị, đề xuất với cấp trên")
    yield Block("text", f"Trên đây là báo cáo {paper.abstract}, {report.unit_name} kính báo cáo")


# ---------------------------------------------------------------- results


def _numbers(paper: Paper) -> Iterator[Block]:
    report = paper.report
    whole = {"chi_bo": "Chi bộ", "dang_bo": "toàn Đảng bộ"}[paper.unit_type]
    mean = f", bình quân {decimal(report.total.mean)} lượt người/buổi" if report.total.sessions else ""
    yield Block("text", f"Trong kỳ, {whole} tổ chức {_sum(report.total)}{mean}.")
    if report.before is not None:
        yield Block("text", _compared(report.total, report.before))
    if report.so_far != report.total:
        since = f"đầu năm đến hết {day_in_words(report.end)}"
        yield Block("text", f"Lũy kế từ {since}: {_sum(report.so_far)}.")
    held = [month for month in report.months if month.sessions]
    if len(held) > 1:
        most, least = max(held, key=lambda one: one.sessions), min(held, key=lambda one: one.sessions)
        best = f"Tháng {int(most.name[5:])} có nhiều buổi nhất ({figure(most.sessions)} buổi)"
        yield Block("text", f"{best}, tháng {int(least.name[5:])} có ít buổi nhất ({figure(least.sessions)} buổi).")
    yield from _who_reported(report)
    if report.apart.summed:
        yield Block(
            "text",
            f"Trong số trên có {figure(report.apart.summed)} buổi đơn vị chỉ gửi số tổng hợp, chưa tách được theo nhóm "
            "nội dung, đối tượng và báo cáo viên.",
        )


def _who_reported(report: Report) -> Iterator[Block]:
    if not report.obliged:
        return
    states = [unit.progress.state for unit in report.obliged if unit.progress]
    nil = sum(bool(unit.progress and unit.progress.nil) for unit in report.obliged)
    parts = [
        f"{figure(count)} đơn vị {words}"
        for count, words in ((nil, "báo cáo không phát sinh"), (states.count("late"), "gửi trễ hạn"))
        if count
    ]
    more = f", trong đó {' và '.join(parts)}" if parts else ""
    yield Block("text", f"Có {figure(len(report.reported))}/{figure(len(report.obliged))} đơn vị gửi báo cáo{more}.")
    if report.missing:
        names = _named(unit.name for unit in report.missing)
        yield Block("text", f"Đơn vị chưa gửi báo cáo: {names}.")


def _contents(report: Report) -> Iterator[Block]:
    leading = [group for group in report.groups if group.priority and group.sessions]
    others = sorted((one for one in report.groups if not one.priority and one.sessions), key=lambda one: -one.sessions)
    if leading:
        yield Block("text", "Các nội dung trọng tâm của Hướng dẫn:")
        for group in leading:
            yield Block("item", _line(group))
    if others:
        yield Block("text", "Các nội dung khác:" if leading else "Nội dung tuyên truyền:")
        for group in others:
            yield Block("item", _line(group))
    not_covered = [theme.title for theme in report.themes if theme.core and not theme.sessions]
    if not_covered:
        yield Block("text", f"Chủ đề cốt lõi chưa được triển khai: {_named(not_covered)}.")
    if report.not_applicable:
        out = (f"{code} ({reason})" for code, reason in report.not_applicable.items())
        yield Block("text", f"Không tính các chủ đề không áp dụng: {_named(out)}.")
    yield Block("text", "Một buổi có nội dung thuộc nhiều nhóm được tính ở từng nhóm (chi tiết tại Biểu 1 và Biểu 2).")


def _forms(report: Report) -> Iterator[Block]:
    for form in report.forms:
        part = f" ({decimal(rates.share(form.sessions, report.total.sessions))}%)" if report.total.sessions else ""
        yield Block("item", f"{form.title}: {_sum(form)}{part};")
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
    held = sum(one.sessions for one in active)
    mean = f", bình quân {decimal(rates.mean(held, len(active)))} buổi/người" if active else ""
    yield Block(
        "text",
        f"Có {figure(len(active))}/{figure(len(report.reporters))} báo cáo viên, tuyên truyền viên tham gia tuyên "
        f"truyền{mean}.",
    )
    for rank, words in _RANKS.items():
        if people := [one for one in active if one.rank == rank]:
            yield Block(
                "item",
                f"{words.capitalize()}: {figure(len(people))} người, {figure(sum(p.sessions for p in people))} buổi;",
            )


# ---------------------------------------------------------------- words


def cite(document: Document) -> str:
    """A document in full: `Chỉ thị số 26-CT/TW, ngày 10/9/2008 của Ban Bí thư về “…”`."""
    number = f" số {document.number}" if document.number else ""
    day = f", ngày {document.date.day}/{document.date.month}/{document.date.year}" if document.date else ""
    issuer = f" của {document.issuer}" if document.issuer else ""
    return f"{document.kind}{number}{day}{issuer} về “{document.title}”"


def _cited_directive(head: Head) -> str:
    number = f" số {head.number}" if head.number else ""
    day = f", {day_in_words(head.date)}" if head.date else ""
    issuer = f" của {head.issuer}" if head.issuer else ""
    return f"{head.kind or 'Hướng dẫn'}{number}{day}{issuer} về “{head.title}”"


def _sum(one: Sum | Part) -> str:
    return f"{figure(one.sessions)} buổi tuyên truyền cho {figure(one.attendance)} lượt người nghe"


def _line(group: Part) -> str:
    return f"{group.title}: {figure(group.sessions)} buổi, {figure(group.attendance)} lượt người nghe;"


def _compared(now: Sum, before: Sum) -> str:
    """How the sums stand beside those of the year before."""
    parts = [
        _change(now.sessions, before.sessions, "buổi"),
        _change(now.attendance, before.attendance, "lượt người nghe"),
    ]
    return f"So với cùng kỳ năm trước ({_sum(before)}): {', '.join(parts)}."


def _change(now: int, before: int, what: str) -> str:
    if now == before:
        return f"số {what} không thay đổi"
    share = f" ({decimal(rates.percent(abs(now - before), before))}%)" if before else ""
    return f"{'tăng' if now > before else 'giảm'} {figure(abs(now - before))} {what}{share}"


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" và {figure(len(every) - _MOST_NAMED)} mục khác" if len(every) > _MOST_NAMED else ""
    return "; ".join(every[:_MOST_NAMED]) + more
