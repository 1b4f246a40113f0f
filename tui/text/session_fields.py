"""How the fields of a session are shown, each declared once: titles, hints, widths and options in every surface."""

from dataclasses import dataclass

from tui.core.i18n import N_, _


@dataclass(frozen=True)
class FieldDisplay:
    """How a field of a session is shown; what it is stands in `logs.session.fields`.

    `short` is its title where a column is narrow, `width` that of its column in the register in cells (None: a share
    of the room, `flex` of it), `cell_width` that of its column in the table for paper records. `hint` says in form and
    table what to type, `cell_hint` in the table alone, `placeholder` and `counted` what stands in and behind the empty
    field, `rows` the height of a field of several lines. `option` is its option of `sotay log`, with its `metavar` (""
    for a flag) and `help`; `repeated` ones may be given several times.
    """

    name: str
    title: str
    hint: str = ""
    short: str = ""
    width: int | None = 14
    cell_width: int | None = 14
    flex: int = 1
    cell_hint: str = ""
    placeholder: str = ""
    counted: str = ""
    rows: int = 2
    option: str = ""
    metavar: str = "TEXT"
    help: str = ""
    repeated: bool = False


DISPLAYS = (
    FieldDisplay(
        "date",
        N_("Date"),
        hint=N_("5, 5/12, 05122026, “yesterday” … + and - step by a day, ↓ opens a calendar."),
        cell_hint=N_(
            "5, 5/12, 05122026, “yesterday” … + and - alone: the day after or before the one above; F4: calendar."
        ),
        width=10,
        cell_width=11,
        option="date",
        metavar="DATE",
        help=N_("The day, such as 5/12/2014, 5/12, 5 or “hôm qua”; today when left out."),
    ),
    FieldDisplay(
        "unit",
        N_("Unit"),
        hint=N_("Letters of the code or the name, marks or not; Enter takes the first hit."),
        placeholder=N_("code or words of the name"),
        width=None,
        cell_width=6,
        option="unit",
        metavar="CODE",
        help=N_("The unit's code or name; the book's own when left out."),
    ),
    FieldDisplay(
        "topic",
        N_("Topic"),
        hint=N_("The title of the talk, if it had one."),
        width=None,
        cell_width=None,
        option="topic",
        help=N_("The title of the talk."),
    ),
    FieldDisplay(
        "form",
        N_("Form"),
        hint=N_("TM, SH or HC, exactly one."),
        placeholder=N_("TM, SH or HC"),
        short=N_("Fm."),
        width=4,
        cell_width=4,
        option="form",
        metavar="CODE",
        help=N_("TM, SH or HC."),
    ),
    FieldDisplay(
        "themes",
        N_("Themes"),
        hint=N_(
            "Type words of a theme, marks or not; Enter ticks, once more goes on; the first one is the main theme."
        ),
        cell_hint=N_("Codes or words, marks or not, commas between: lc2, bien gioi. The first one is the main theme."),
        placeholder=N_("words of a theme"),
        cell_width=12,
        option="theme",
        metavar="CODE",
        help=N_("A theme's code or words of its title; may be repeated."),
        repeated=True,
    ),
    FieldDisplay(
        "themes_other",
        N_("Theme in words"),
        hint=N_("The theme chosen needs a few words of its own."),
        width=None,
        cell_width=None,
        option="themes-other",
        help=N_("The theme in words, where a theme asks for it."),
    ),
    FieldDisplay(
        "attendance",
        N_("Attendance"),
        hint=N_("Listeners counted in the room: a whole number, 1 or more."),
        counted=N_("attendances"),
        short=N_("Att."),
        width=7,
        cell_width=7,
        option="attendance",
        metavar="N",
        help=N_("The number of listeners."),
    ),
    FieldDisplay(
        "audience",
        N_("Audience"),
        hint=N_("Tick the groups; counts are optional and add up to the attendance. Ctrl+E: groups from outside."),
        cell_hint=N_("dv, or with counts 18dv 7cb, which add up to the attendance."),
        cell_width=12,
        option="audience",
        metavar="GROUP[=N]",
        help=N_("A group of listeners; may be repeated."),
        repeated=True,
    ),
    FieldDisplay(
        "reporters",
        N_("Reporters"),
        hint=N_("Who spoke. Ctrl+R adds a reporter who is not on the list."),
        cell_hint=N_("Who spoke: the name or the code."),
        placeholder=N_("who spoke"),
        width=None,
        cell_width=16,
        option="reporter",
        metavar="CODE",
        help=N_("A reporter's code or name; may be repeated."),
        repeated=True,
    ),
    FieldDisplay(
        "place",
        N_("Place"),
        hint=N_("Hall, village, agency …"),
        width=None,
        cell_width=None,
        option="place",
        help=N_("Where it was held."),
    ),
    FieldDisplay(
        "mode",
        N_("Mode"),
        hint=N_("In person, online or mixed; may stay empty."),
        placeholder=N_("in person, online, mixed"),
        width=12,
        cell_width=12,
        option="mode",
        metavar="MODE",
        help=N_("in_person, online or mixed."),
    ),
    FieldDisplay(
        "minutes",
        N_("Minutes"),
        hint=N_("How long it took, 1 to 1,440 minutes; may stay empty."),
        counted=N_("minutes"),
        short=N_("Min."),
        width=7,
        cell_width=5,
        option="minutes",
        metavar="N",
        help=N_("How long it took."),
    ),
    FieldDisplay(
        "partners",
        N_("Coordinating units"),
        hint=N_("Units that held the session together with yours."),
        placeholder=N_("none"),
        option="partner",
        metavar="CODE",
        help=N_("A coordinating unit; may be repeated."),
        repeated=True,
    ),
    FieldDisplay(
        "documents",
        N_("Cited documents"),
        hint=N_("Documents of the guidance that were cited."),
        placeholder=N_("none"),
        option="document",
        metavar="CODE",
        help=N_("A cited document; may be repeated."),
        repeated=True,
    ),
    FieldDisplay(
        "new_media",
        N_("New media used"),
        placeholder=N_("modern means of communication were used"),
        option="new-media",
        metavar="",
        help=N_("New media were used."),
    ),
    FieldDisplay(
        "record_number",
        N_("Record number"),
        hint=N_("The number of the minutes that were taken, as it stands on them; may stay empty."),
        option="record-number",
        help=N_("The number of the minutes that were taken."),
    ),
    FieldDisplay(
        "record_date",
        N_("Day of record"),
        hint=N_("The day of the minutes that were taken; may stay empty."),
        width=10,
        cell_width=10,
        option="record-date",
        metavar="DATE",
        help=N_("The day of the minutes that were taken."),
    ),
    FieldDisplay(
        "materials",
        N_("Materials"),
        hint=N_("Outlines and materials used."),
        width=None,
        cell_width=None,
        option="materials",
        help=N_("Materials and outlines used."),
    ),
    FieldDisplay(
        "notes",
        N_("Notes"),
        hint=N_("No names and no personal data of listeners."),
        width=None,
        cell_width=None,
        flex=2,
        rows=3,
        option="notes",
        help=N_("Notes, without names or personal data."),
    ),
    FieldDisplay("status", N_("Status"), width=10),
)
"""In the order in which a session is read."""
DISPLAY = {display.name: display for display in DISPLAYS}


def narrow_title(name: str) -> str:
    """The field's title where its column is narrow."""
    display = DISPLAY[name]
    return _(display.short or display.title)
