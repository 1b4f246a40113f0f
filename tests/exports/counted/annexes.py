"""The tables of a report as the tests reckon them, and where a written file has something else."""

import re
from collections import Counter as Tally
from collections.abc import Iterator

from exports.report.body import body
from exports.report.freezing import paper_of
from exports.report.paper import Paper
from logs.book.book import LogBook
from logs.catalogue.directive import Group, Theme
from logs.periods import Period
from tests.exports.counted.counter import Counter
from tests.exports.counted.days import Days, share
from tests.exports.counted.papers import READERS, paragraphs_of, tables_of

_NONE = "–"
_REASONS = {
    "same_event": "buổi ghi trùng với buổi đã tính.",
    "unknown_code": "buổi có mã chưa rõ.",
    "draft": "bản nháp.",
    "other_catalogue": "buổi ghi theo danh mục chỉ đạo khác.",
    "outside_period": "buổi có ngày ngoài kỳ báo cáo của năm.",
}


def annex_differences(book: LogBook, counter: Counter, period: Period) -> Iterator[str]:
    """Where a file of the report has other tables, or not the sentences of its letter."""
    paper, days = paper_of(book, period), Days(book, counter, period)
    wanted = {
        number: [{title: str(value) for title, value in row.items()} for row in rows]
        for number, rows in _tables(days, counter).items()
    }
    yield from _notes(paper, counter) if period == book.directive.own_period and not counter.told else ()
    said = [block.text for block in body(paper) if block.kind in ("text", "item")]
    for ending in READERS:
        for number, rows in tables_of(paper, ending).items():
            lines = wanted[number][: -1 if ending == ".json" and number != 4 and wanted[number] else None]
            found = [{title: row[title] for title in line} for row, line in zip(rows, lines, strict=False)]
            if found != lines or len(rows) != len(lines):
                differing = [(a, b) for a, b in zip(found, lines, strict=False) if a != b]
                yield f"{ending}, annex {number}: {len(rows)} rows, not {len(lines)}; {differing[:3]}"
        if ending in (".docx", ".html"):
            paragraphs = paragraphs_of(paper, ending)
            yield from (f"{ending}: no “{text}”" for text in said if text not in paragraphs)


def _notes(paper: Paper, counter: Counter) -> Iterator[str]:
    """Where the notes below the tables leave out another number of the days, or of those outside the guidance's."""
    notes = paragraphs_of(paper, ".html")
    for reason, words in _REASONS.items():
        left_out = [one.session["date"] for one in counter.verdicts.values() if one.reason == reason]
        is_within = [counter.first <= day <= counter.last for day in left_out]
        number = len(left_out) if reason == "outside_period" else sum(is_within)
        if {*re.findall(rf"Chưa gồm (\d+) {words}", notes)} != ({str(number)} if number else set()):
            yield f"notes: not {number} {words}"


def _tables(days: Days, counter: Counter) -> dict[int, list[dict[str, object]]]:
    return {
        1: _units(days, counter), 2: _themes(days, counter), 3: _months(days), 4: _who(days), 5: _register(days),
    }  # fmt: skip


def _with_total(rows: list[dict[str, object]], title: str, **other: object) -> list[dict[str, object]]:
    """The rows, and below them their sums."""
    if not rows:
        return []
    columns = [name for row in rows for name, value in row.items() if isinstance(value, int)]
    sums = {name: sum(value for row in rows if isinstance(value := row[name], int)) for name in columns}
    return [*rows, {title: "Tổng cộng"} | sums | other]


def _forms(days: Days) -> list[str]:
    return [form.code for form in days.directive.forms if days.is_due(form.code) or days.of("form", form.code)[0]]


def _groups(days: Days) -> list[Group]:
    return [one for one in days.directive.groups if days.is_due(one.code) or days.of("group", one.code)[0]]


def _units(days: Days, counter: Counter) -> list[dict[str, object]]:
    every = list(days.sessions.values())
    figures = [one for one in days.told if not one[3]]
    known = {counter.row_of(code, days.owing) for code in [one["unit"] for one in every] + [one[0] for one in figures]}
    rows: list[dict[str, object]] = []
    for code in (*days.owing, *sorted(known - {*days.owing})):
        own = [session for session in every if counter.row_of(session["unit"], days.owing) == code]
        told = [one for one in figures if counter.row_of(one[0], days.owing) == code]
        forms = Tally(session["form"] for session in own)
        for one in told:
            forms[one[2]] += one[4]
        groups = Tally(group for session in own for group in counter.columns(session, "group"))
        rows.append(
            {
                "Đơn vị": days.names.get(code, code),
                "Số buổi": len(own) + sum(one[4] for one in told),
                "Lượt người nghe": sum(int(one["attendance"]) for one in own) + sum(one[5] for one in told),
                **{form: forms[form] for form in _forms(days)},
                **{group.code: "" if told else groups[group.code] for group in _groups(days)},
                "Số báo cáo viên": len({code for session in own for code in session["reporters"]}),
            }
        )
    people = len({code for session in every for code in session["reporters"]})
    return _with_total(rows, "Đơn vị", **{"Số báo cáo viên": people})


def _themes(days: Days, counter: Counter) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    listed = days.directive.themes
    for group in _groups(days):
        sessions, listeners = days.of("group", group.code)
        rows.append({"Nhóm / chủ đề": group.title, "Mã": group.code, "Số buổi": sessions, "Lượt người nghe": listeners})
        rows += [_theme(days, counter, theme) for theme in group.themes
                 if theme.code in days.themes or (days.is_due(theme.code) and not days.is_out(theme.code))]  # fmt: skip
    rows += [_theme(days, counter, code) for code in sorted(days.themes - listed.keys())]
    sessions, listeners = days.sum(days.first, days.last)
    return [*rows, {"Nhóm / chủ đề": "Tổng cộng", "Số buổi": sessions, "Lượt người nghe": listeners}]


def _theme(days: Days, counter: Counter, theme: Theme | str) -> dict[str, object]:
    code, title = (theme, theme) if isinstance(theme, str) else (theme.code, theme.title)
    own = [session for session in days.sessions.values() if code in session["themes"]]
    told = [one for one in days.told if one[3] == (code,)]
    units = [session["unit"] for session in own] + [one[0] for one in told]
    held = {counter.row_of(unit, days.owing) for unit in units}
    asked = [unit for unit in days.owing if unit in held or (unit, code) not in counter.exempt]
    sessions = len(own) + sum(one[4] for one in told)
    return {
        "Mã": code,
        "Nhóm / chủ đề": title,
        "Số buổi": sessions,
        "Lượt người nghe": sum(int(one["attendance"]) for one in own) + sum(one[5] for one in told),
        "Số đơn vị đã triển khai": len(held),
        "Tỷ lệ (%)": share(len(held.intersection(asked)), len(asked)) if asked else _NONE,
        "Ghi chú": "" if sessions else "chưa triển khai",
    }


def _months(days: Days) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for month in days.months():
        sessions, listeners = days.of("month", month)
        own = Tally(one["form"] for one in days.sessions.values() if one["date"].startswith(month))
        for one in days.told:
            own[one[2]] += one[4] if one[1] == month and not one[3] else 0
        forms = {form: own[form] for form in _forms(days)}
        when = f"Tháng {int(month[5:])}/{month[:4]}"
        rows.append({"Thời gian": when, "Số buổi": sessions, "Lượt người nghe": listeners, **forms})
    return _with_total(rows, "Thời gian")


def _who(days: Days) -> list[dict[str, object]]:
    return [{"Đơn vị": days.names[unit], "Số lần gửi": len(days.files_of(unit))} for unit in days.owing]


def _register(days: Days) -> list[dict[str, object]]:
    directive = days.directive
    forms = {form.code: form.title for form in directive.forms}
    groups = {group.code: group.title for group in directive.audiences}
    documents = {document.code: document.number for document in directive.documents}
    rows: list[dict[str, object]] = []
    for _key, session in sorted(days.sessions.items(), key=lambda one: (one[1]["date"], one[0])):
        year, month, day = session["date"].split("-")
        rows.append(
            {
                "Ngày": f"{day}/{month}/{year}",
                "Đơn vị": days.names.get(session["unit"], session["unit"]),
                "Hình thức": forms[session["form"]],
                "Báo cáo viên": ", ".join(days.reporters.get(code, code) for code in session["reporters"]),
                "Chủ đề": ", ".join(session["themes"]),
                "Đối tượng": ", ".join(groups.get(code, code) for code in session["audience"]),
                "Lượt người nghe": int(session["attendance"]),
                "Văn bản viện dẫn": ", ".join(documents.get(code, code) for code in session["documents"]),
            }
        )
    return _with_total(rows, "Đơn vị")
