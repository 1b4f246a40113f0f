"""Drafts for the narrative of a report, from what the program knows: a person takes them over, or does not."""

from collections.abc import Callable, Iterable, Iterator

from exports.official.numbers import figure
from exports.report.body import change_in_words, named
from exports.report.freezing import filed_paper
from exports.report.model import Report, UnitLine
from logs.book.book import LogBook
from logs.coverage.gaps import work_list_of
from logs.exchange.narratives import NarrativePart

_MOST_UNITS = 3  # named as the best


def drafts_of(book: LogBook, report: Report) -> dict[NarrativePart, str]:
    """A draft for each part of which the figures, the report sent before or the work list say something."""
    former = former_report(book, report)
    lines: dict[NarrativePart, Iterable[str]] = {
        "strengths": _strengths(report, former),
        "weaknesses": _weaknesses(report),
        "directions": [*_directions(report), *_still_to_hold(book, report)],
    }
    texts = {part: "\n".join(f"- {line}." for line in said) for part, said in lines.items()}
    return {part: text for part, text in texts.items() if text}


def former_report(book: LogBook, report: Report) -> Report | None:
    """The report sent last before this one of the same guidance and from the same day on, that is shorter or older."""
    kept = (frozen for frozen in book.exchange.frozen_reports() if frozen.start == report.start)
    earlier = [frozen for frozen in kept if frozen.made < report.made and frozen.end <= report.end]
    if not earlier:
        return None
    former = filed_paper(book, earlier[-1].key).report
    return former if former.directive.id == report.directive.id else None


def _strengths(report: Report, former: Report | None) -> Iterator[str]:
    if report.before is not None and report.total.sessions > report.before.sessions:
        yield f"So với cùng kỳ năm trước {change_in_words(report.total.sessions, report.before.sessions, 'buổi')}"
    core = [theme for theme in report.themes if theme.core]
    covered = sum(theme.sessions > 0 for theme in core)
    if covered:
        yield f"Đã triển khai {figure(covered)}/{figure(len(core))} chủ đề cốt lõi"
    best = _first(report.obliged, lambda unit: unit.sessions)
    if len(report.obliged) > 1 and best:
        yield f"Các đơn vị có nhiều buổi nhất: {named(f'{unit.name} ({figure(unit.sessions)} buổi)' for unit in best)}"
    if former is None:
        return
    before = {unit.code: unit.sessions for unit in former.units}
    growing = _first(report.obliged, lambda unit: unit.sessions - before.get(unit.code, 0))
    if growing:
        names = named(f"{unit.name} (thêm {figure(unit.sessions - before.get(unit.code, 0))} buổi)" for unit in growing)
        yield f"Các đơn vị tăng nhiều nhất từ báo cáo trước: {names}"
    lacking = {theme.code for theme in former.themes if not theme.sessions}
    closed = [theme.title for theme in report.themes if theme.sessions and theme.code in lacking]
    if closed:
        yield f"Từ báo cáo trước đã triển khai thêm các chủ đề: {named(closed)}"


def _weaknesses(report: Report) -> Iterator[str]:
    silent = [unit.name for unit in report.obliged if not unit.sessions]
    if silent:
        yield f"Các đơn vị chưa có buổi tuyên truyền nào: {named(silent)}"
    late = [unit.name for unit in report.obliged if unit.progress and unit.progress.state == "late"]
    if late:
        yield f"Các đơn vị nộp báo cáo muộn: {named(late)}"


def _directions(report: Report) -> Iterator[str]:
    if report.not_covered:
        titles = named(theme.title for theme in report.not_covered)
        yield f"Triển khai các chủ đề chưa có buổi tuyên truyền: {titles}"
    if report.missing:
        yield f"Đôn đốc các đơn vị chưa gửi báo cáo: {named(unit.name for unit in report.missing)}"


def _still_to_hold(book: LogBook, report: Report) -> Iterator[str]:
    """What the work list of today plans, for the guidance that the report is of."""
    rows = work_list_of(book).rows if report.directive.id == book.directive.id else ()
    if rows:
        themes = dict.fromkeys(theme for row in rows for theme in row.themes)
        listed = book.directive.themes
        titles = named(listed[code].title if code in listed else code for code in themes)
        yield f"Tổ chức thêm {figure(len(rows))} buổi để đạt chỉ tiêu, về các chủ đề: {titles}"


def _first(units: Iterable[UnitLine], measure: Callable[[UnitLine], int]) -> list[UnitLine]:
    """The few units of which there is most."""
    return sorted((unit for unit in units if measure(unit) > 0), key=measure, reverse=True)[:_MOST_UNITS]
