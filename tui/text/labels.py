"""What the fields, states and actions of the books are called on every screen and in every table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.core.i18n import N_, _, language
from tui.text.session_fields import DISPLAYS

if TYPE_CHECKING:
    from exports.catalogue.sheets import Field
    from logs.book.book import LogBook
    from logs.exchange.exemptions import MarkState

GUESS = "≈"
"""Marks what is a guess: a colour alone must not tell it."""
_FIELDS = {display.name: display.title for display in DISPLAYS} | {
    "directive": N_("Catalogue"),
    "reason": N_("Reason for the change"),
    "standing": N_("On its way up"),
}
NOT_ASKED = "–"
"""Stands where nothing is asked for: a theme that does not apply to the unit, or is not valid then."""
MODES = {"in_person": N_("In person"), "online": N_("Online"), "mixed": N_("Mixed")}
_STATUSES = {"draft": N_("Draft"), "planned": N_("Planned"), "complete": N_("Complete")}
_ACTIONS = {
    "add": N_("Added"),
    "edit": N_("Changed"),
    "delete": N_("Deleted"),
    "merge": N_("Merged"),
    "decide": N_("Decision"),
    "import": N_("Import of an old notebook"),
    "restore": N_("Restored"),
    "lists": N_("Lists changed"),
    "undo": N_("Undone"),
    "redo": N_("Done again"),
}
_STATES = {
    "on_time": N_("On time"),
    "late": N_("Late"),
    "nil": N_("Nil report"),
    "supplement": N_("Supplement"),
    "received": N_("Report received"),
    "covered": N_("In a later file"),
    "counted": N_("Counted without a file"),
    "missing": N_("Not yet reported"),
}
_OUTCOMES = {
    "merged": N_("Merged in"),
    "known": N_("Already received"),
    "refused": N_("Refused"),
    "quarantined": N_("Waiting"),
}
_MARK_STATES = {
    "here": N_("Marked here"),
    "asked": N_("Asks"),
    "accepted": N_("Accepted"),
    "refused": N_("Refused"),
}
_LOCKS = {
    "recipient": N_("Locked to the receiver's key: only the receiver's book opens it."),
    "passphrase": N_("Locked with the passphrase. Let the receiver know it another way than the file goes."),
}
ROLES = {"reporter": N_("Reporter"), "committee": N_("Committee")}
UNIT_TYPES = {"dang_bo": N_("Party organisation"), "chi_bo": N_("Party cell")}
MARKS = {"new_media": N_("with new media"), "joint": N_("with other units"), "several": N_("by several reporters")}
"""Of logs.session.query.MARKS."""
LEFT_OUT = {
    "draft": N_("draft"),
    "planned": N_("planned"),
    "other_catalogue": N_("other catalogue"),
    "unknown_code": N_("unknown code"),
    "outside_period": N_("outside the period"),
    "same_event": N_("logged twice"),
    "in_totals": N_("in totals"),
}
"""Why a session does not count, in a table's column."""
STANDINGS = {"new": N_("unsent"), "sent": N_("sent"), "received": N_("received"), "to_mend": N_("to mend")}
# The column of sessions that came in figures only, where these do not say in which of the others they belong.
UNSPLIT_TITLE = N_("not split")
_REASONS = {
    "same_day": N_("On the same day"),
    "day_apart": N_("One day apart"),
    "same_unit": N_("Same unit"),
    "partner_unit": N_("Coordinating units"),
    "same_themes": N_("Same themes"),
    "some_themes": N_("Some themes in common"),
    "same_topic": N_("Same topic"),
    "similar_topic": N_("Similar topic"),
    "same_place": N_("Same place"),
    "similar_place": N_("Similar place"),
    "same_count": N_("Same attendance"),
    "near_count": N_("Nearly the same attendance"),
    "same_reporter": N_("Same reporter"),
    "same_form": N_("Same form"),
}
_COUNTERPARTS = {
    "code": N_("same code"),
    "title": N_("same title"),
    "near": N_("similar title"),
    "none": N_("not found"),
}


def field_title(name: str) -> str:
    """A session's field: `Ngày`, `Đơn vị`, `Lượt người nghe` …"""
    return _title(_FIELDS, name)


def mode_title(mode: str) -> str:
    """In person, online or mixed."""
    return _title(MODES, mode)


def status_title(status: str) -> str:
    """Draft or complete."""
    return _title(_STATUSES, status)


def counterpart_title(how: str) -> str:
    """How a theme was found in another catalogue."""
    return _title(_COUNTERPARTS, how)


def action_title(action: str) -> str:
    """What a step in the history did."""
    return _title(_ACTIONS, action)


def state_title(state: str) -> str:
    """Whether and when a unit has reported."""
    return _title(_STATES, state)


def mark_state_words(state: "MarkState") -> str:
    """Where a mark that a theme does not apply stands, with what the office noted."""
    title = _title(_MARK_STATES, state.state)
    return f"{title}: {state.note}" if state.note else title


def marked_words(book: "LogBook", unit: str, theme: str) -> str:
    """What a mark just made comes to: nothing where the level above has refused its reason."""
    from logs.catalogue.exemptions import exemption_key  # noqa: PLC0415 - labels are read by who needs no book

    state = book.exchange.marks[exemption_key(book.directive.id, unit, theme)]
    text = _("{theme} does not apply to {unit} from now on.")
    if not state.holds:
        text = _("The level above has refused this reason: {theme} stays a gap of {unit}. Give another reason.")
    return text.format(theme=theme, unit=unit)


def lock_title(by: str) -> str:
    """With what a file was locked, and who can open it."""
    return _(_LOCKS[by])


def outcome_title(outcome: str) -> str:
    """What became of a file at a merge."""
    return _title(_OUTCOMES, outcome)


def role_title(role: str) -> str:
    """Whose book it is: a reporter's or the committee's."""
    return _title(ROLES, role)


def unit_type_title(unit_type: str) -> str:
    """The kind of a unit."""
    return _title(UNIT_TYPES, unit_type)


def reason_title(reason: str) -> str:
    """Why two sessions look like one event logged twice: `Cùng ngày`, `Lượt người nghe gần bằng nhau` …"""
    return _title(_REASONS, reason)


def _title(titles: Mapping[str, str], code: str) -> str:
    """The title in the language in use; a code without one stands for itself."""
    return _(titles[code]) if code in titles else code


def field_label(field: "Field") -> str:
    """What a field is called: as in the workbook, in English by its name in the file."""
    if language() == "vi":
        heading = field.heading.removeprefix("Nhóm: ")
        return heading[:1].upper() + heading[1:]
    return field.name.replace("_", " ").capitalize()


def list_label(table: str) -> str:
    """What an entry of a list of the catalogue is: `Chủ đề`."""
    from exports.catalogue.sheets import LISTS, THEMES  # noqa: PLC0415 - not before a catalogue is changed

    names = {"group": "Nhóm", **{sheet.table: sheet.name for sheet in (THEMES, *LISTS)}}
    return names[table] if language() == "vi" else table.capitalize()


def setting_label(name: str, table: str = "") -> str:
    """What a field of the head or of the reporting period, or of the entries of a list, is called, by its name."""
    from exports.catalogue.sheets import GROUP, HEAD, LISTS, REPORTING, THEMES  # noqa: PLC0415 - as above

    fields = {sheet.table: sheet.fields for sheet in (THEMES, *LISTS)} | {"group": GROUP}
    return next((field_label(field) for field in fields.get(table, (*HEAD, *REPORTING)) if field.name == name), name)
