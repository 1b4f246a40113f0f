"""Every code of a finding about old notebooks, in words."""

from tui.core.i18n import N_

NOTEBOOK_SENTENCES = {
    "notebook_unreadable": N_("{name} cannot be read as a workbook or CSV file. Save it again in Excel as .xlsx."),
    "notebook_too_long": N_("The file has more than {most} rows. Divide it."),
    "notebook_heading": N_(
        "No row with the titles of the columns was found. Name at least date, attendance and topic."
    ),
    "notebook_columns": N_("The notebook has no column “{value}”. Say with --map which column is which field."),
    "field_twice": N_("Two columns are said to be “{value}”: {columns}. Name one of them."),
    "sheet_unknown": N_("The file has no sheet “{value}”. Its sheets: {choices}."),
    "meaning_format": N_("“{value}” teaches nothing. Write FIELD:WORD=CODE, such as audience:nhân dân=LD."),
    "columns_unclear": N_("Several columns can be meant: {value}. Say which one is read."),
    "date_no_day": N_("“{value}” names a month and no day. Enter the day, or take the month in as a total."),
    "date_other_month": N_("The date {value} is not of month {month}, under which the row stands. Check it."),
    "count_over_days": N_("One count is merged over several days: {value}. Give each day its own count."),
    "count_read_as": N_("“{value}” was read as {count} listeners. Check it."),
    "several_values": N_("One session has several values: {value}. Leave the one that holds."),
    "sessions_several": N_("The row tells of several sessions ({value}). Enter each in a row of its own."),
    "rows_joined": N_("Rows {first} to {last} were read as one session. Check it."),
    "like_row": N_("It looks like the session of row {value}. Check whether both took place."),
    "like_session": N_(
        "It looks like the session of {value} of {unit} in the book ({id}). Check whether both took place."
    ),
    "mapping_unreadable": N_("The file that says how columns are read cannot be understood ({detail}). Correct it."),
}
