"""Every code of an error or a finding, in words: what happened and what to do next."""

from collections.abc import Mapping
from datetime import date as Date
from datetime import datetime

from logs.errors import Notice, SotayError
from logs.session.validation import Problem
from logs.text import clean_line
from tui.core.i18n import N_, _
from tui.text.errors.messages_of_files import FILE_SENTENCES
from tui.text.formats import day, number
from tui.text.labels import field_title

_LONGEST_VALUE = 120
# Findings that several fields share: their sentence begins with the field's title.
_NAME_THE_FIELD = frozenset(
    {
        "text_too_long",
        "code_twice",
        "codes_too_many",
        "count_comma",
        "count_unreadable",
        "count_too_large",
        "personal_data",
    }
)

SENTENCES = {
    # A session's fields
    "date_missing": N_("The date is missing. Enter a date such as 5/12/2026."),
    "date_unreadable": N_("“{value}” is not a date. Enter day, month and year, such as 5/12/2026."),
    "date_several": N_("{value} is several days. Log each day as a session of its own, with its own count."),
    "date_impossible": N_("There is no day {value}. Check the day and the month."),
    "date_too_early": N_("The date is before the year 2000. Check the year."),
    "date_in_future": N_("The date {value} is after today. Check it once more."),
    "entry_not_yet": N_("{value} is valid from {day} on. Check the date and the choice."),
    "entry_over": N_("{value} was valid up to {day}. Check the date and the choice."),
    "date_outside_period": N_("The date {value} is outside the period {start} – {end}. Check it once more."),
    "rank_missing": N_("The rank is missing. Choose it from the list."),
    "rank_unknown": N_("The rank “{value}” is not in the list. Choose one of the list."),
    "unit_missing": N_("The unit is missing. Choose it from the list."),
    "unit_unknown": N_("The unit “{value}” is not in the list. Use a code or a name of the unit list."),
    "exemption_missing": N_("The theme {theme} is not marked for {unit}. “sotay exempt list” lists the marks."),
    "exemption_reason_missing": N_("The reason is missing. Say in a few words why the theme does not apply."),
    "form_missing": N_("The form is missing. Choose TM, SH or HC."),
    "form_unknown": N_("The form “{value}” is unknown. Use TM, SH or HC."),
    "reporters_missing": N_("The reporter is missing. Choose at least one."),
    "reporter_unknown": N_("The reporter “{value}” is not in the list. Use a code or a name of the reporter list."),
    "reporter_ambiguous": N_("“{value}” means several reporters: {choices}. Use one of these codes."),
    "attendance_missing": N_("The attendance is missing. Enter a number, 1 or more."),
    "attendance_zero": N_("The attendance is 0. Enter a number, 1 or more."),
    "attendance_many": N_("The attendance {value} is unusually large. Check it once more."),
    "attendance_too_many": N_("The attendance is more than {most}. Check the number."),
    "count_comma": N_("“{value}” is not a whole number. Use digits without a comma, such as 25 or 1.234."),
    "count_unreadable": N_("“{value}” is not a whole number. Use digits only, such as 25."),
    "count_too_large": N_("The number {value} is too large. Check its digits."),
    "audience_missing": N_("The audience is missing. Choose at least one group."),
    "audience_unknown": N_("The audience group “{value}” is unknown. Use a code of the catalogue."),
    "audience_zero": N_("A group of listeners has the count 0. Leave the group out, or enter 1 or more."),
    "audience_sum": N_("The groups add up to {total}, the attendance is {attendance}. Make them agree."),
    "themes_missing": N_("The theme is missing. Choose at least one."),
    "theme_unknown": N_("The theme “{value}” is not in the catalogue. Use a code such as LC-02 or words of its title."),
    "theme_ambiguous": N_("“{value}” means several themes: {choices}. Use one of these codes."),
    "theme_doubtful": N_("“{value}” fits {choices} too; taken: {theme}. Use a code where another one is meant."),
    "themes_other_missing": N_("The theme {value} needs a short text. Say in words what the session was about."),
    "documents_missing": N_("The theme {value} needs a cited document. Choose at least one."),
    "document_unknown": N_("The document “{value}” is not in the catalogue. Use a code of the catalogue."),
    "partner_is_unit": N_("The unit coordinates with itself. Take it out of the coordinating units."),
    "minutes_range": N_("The duration {value} is out of range. Enter 1 to 1,440 minutes."),
    "mode_unknown": N_("The mode “{value}” is unknown. Use in_person, online or mixed."),
    "status_unknown": N_("The status “{value}” is unknown. Use draft, planned or complete."),
    "yes_or_no": N_("“{value}” is neither yes nor no. Answer yes or no."),
    "text_too_long": N_("The text has {length} characters, at most {most} are kept. Shorten it."),
    "code_twice": N_("“{value}” is given twice. Leave one of them out."),
    "codes_too_many": N_("More than {most} are chosen. Choose fewer."),
    "personal_data": N_(
        "The text looks like a phone number, an e-mail address or a list of names. Do not record personal data."
    ),
    "field_unknown": N_("There is no field “{value}”. Use one of the field names of a session."),
    "range_backwards": N_("The range ends on {end}, before it begins on {start}. Exchange the two days."),
    "period_unknown": N_("“{value}” is not a period. Use 2026, 2026-6T, 2026-9T, 2026-Q3 or 2026-09."),
    # The register
    "short_code_wrong": N_("The code {value} is not right. Compare every letter with the printed register."),
    "session_missing": N_("There is no session “{value}”. Check the id in the list of sessions."),
    "session_deleted": N_("The session {value} was deleted. Undo the deletion to see it again."),
    "session_purged": N_(
        "The text of session {value} was purged on {on}. Neither an undo nor a copy brings it back; where it is "
        "needed, log the session again."
    ),
    "id_ambiguous": N_("{count} sessions begin with “{value}”. Type more of the id."),
    "nothing_to_undo": N_("There is nothing left to undo. The book is unchanged."),
    "nothing_to_redo": N_("There is nothing to do again. The book is unchanged."),
    # Copies of the book, and its check
    "backup_failed": N_("The copy {path} could not be written ({detail}). Choose another folder."),
    "backup_damaged": N_("The copy {path} is damaged or is no copy of a book. Choose another copy."),
    "backup_of_other_book": N_("{path} is a copy of another book, that of {unit}. Choose a copy of this one."),
    "check_session_unreadable": N_("The session {id} cannot be read. Put back a copy of the book from before."),
    "check_session_versions": N_("The versions of session {id} do not fit together. Put back a copy from before."),
    "check_link_versions": N_("The answer {id} about two sessions does not fit together. Put back a copy from before."),
    # The book
    "book_missing": N_("There is no book in {folder}. Make one first, or name another folder."),
    "book_exists": N_("There is a book in {folder} already. Open it, or name another folder."),
    "book_in_use": N_("Another program has the book in {folder} open. Close that program and try again."),
    "book_damaged": N_("The book {path} is damaged. Nothing was changed; restore a copy of it."),
    "book_newer": N_("The book in {folder} was made by a newer program. Update the program."),
    "book_folder": N_("The folder {folder} cannot be used ({detail}). Check it, or name another folder."),
    "book_read_only": N_("The book is open for reading only. Close the other program and open the book again."),
    "change_conflict": N_("Versions of the session differ. Settle the conflict first, then change the field."),
    "save_failed": N_("Saving failed ({detail}); the book is as before. Put the cause right and try again."),
    # What was found when the book was opened
    "book_restored": N_("The book's file was damaged. It was restored from the former one and the saves since."),
    "book_restored_unwritten": N_(
        "The book's file is damaged; the former one and the saves since stand in. Run “sotay check” to mend it."
    ),
    "book_upgraded": N_("The book was brought to this program's format. A copy of it as it was is {path}."),
    "book_replaced_unwritten": N_(
        "The book's file was exchanged for another one; the former one stands in. Run “sotay check” to mend it."
    ),
    "book_replaced": N_(
        "The book's file was exchanged for another one, kept aside as book.json.damaged-…; the former one stands in."
    ),
    "journal_missing": N_("The file of the latest saves is missing; the book goes on without it."),
    "journal_flawed": N_("The file of the latest saves was damaged; it is kept aside as book.journal.damaged-…."),
    "journal_flawed_unwritten": N_("The file of the latest saves is damaged. Run “sotay check” to mend it."),
    "journal_foreign": N_(
        "The file of the latest saves was an older one or another book's; it is kept aside as book.journal.damaged-…."
    ),
    "journal_foreign_unwritten": N_(
        "The file of the latest saves is an older one or another book's. Put the right one back, or run “sotay check”."
    ),
    "journal_older": N_("The file of the latest saves was an older one; it is kept aside as book.journal.damaged-…."),
    "journal_older_unwritten": N_(
        "The file of the latest saves is an older one. Put the later one back, or run “sotay check”."
    ),
    "nothing_lost": N_("Nothing is lost; the book holds every save."),
    "folder_synchronised": N_(
        "A program copies the folder {folder} ({name}) to other machines. Move the book elsewhere."
    ),
    "folder_network": N_("The folder {folder} is on a network drive. Keep the book on this machine's own disk."),
    "settings_unreadable": N_("The settings file {path} cannot be read. The usual settings hold; choose anew under 6."),
    "settings_field": N_("Settings that cannot be used are as usual again: {fields}. Choose anew under 6."),
    "settings_unsaved": N_("The settings cannot be kept in {path} ({detail}). They hold until the program ends."),
    "space_low": N_("Only {megabytes} MB are left on the disk. Make room before saving fails."),
    "saves_unknown": N_("Whether saves are lost cannot be told. Check the last sessions."),
    "saves_lost": N_("Saves that could not be recovered, at least: {count}. Check the last sessions."),
    # Catalogue and units
    "directive_unreadable": N_("The catalogue cannot be read ({detail}). Ask for the file again."),
    "directive_newer": N_("The catalogue was made for a newer program. Update the program."),
    "year_outside": N_("{value} is no year that a catalogue can be of. Give one such as 2026."),
    "catalogue_sheet_missing": N_("The sheet “{sheet}” is missing. Write a new template and fill it in."),
    "catalogue_heading_missing": N_("The sheet “{sheet}” has no line of headings. Copy it from a new template."),
    "catalogue_column_missing": N_("The sheet “{sheet}” has no column “{heading}”. Copy it from a new template."),
    "catalogue_line_missing": N_("The sheet “{sheet}” has no line “{heading}”. Copy it from a new template."),
    "catalogue_list_empty": N_("The sheet “{sheet}” has no line. Fill in one at least."),
    "catalogue_cell_empty": N_("{cell}: “{heading}” is empty. Fill it in."),
    "catalogue_cell_email": N_("{cell}: “{value}” is no e-mail address. Write it as name@place."),
    "catalogue_cell_code": N_("{cell}: “{value}” is no code. Use letters without marks, digits, - and _, at most 32."),
    "catalogue_cell_day": N_("{cell}: “{value}” is no day. Write it as 15/12/2026."),
    "catalogue_cell_period": N_("{cell}: “{value}” is no period. Write it as 2026-6T, 2026-9T, 2026-Q3 or 2026-09."),
    "catalogue_cell_yes": N_("{cell}: “{value}” is neither “{yes}” nor “{no}”. Write one of them, or nothing."),
    "catalogue_cell_year": N_("{cell}: “{value}” is no year from {first} to {last}. Correct it."),
    "catalogue_cell_count": N_("{cell}: “{value}” is no whole number from 1 on. Correct it."),
    "catalogue_cell_choice": N_("{cell}: “{value}” is not known here. Use one of {choices}."),
    "catalogue_cell_long": N_("{cell}: the text has more than {most} letters. Shorten it."),
    "catalogue_code_twice": N_("{cell}: the code {value} stands in {first} already. Give one of them another code."),
    "catalogue_group_differs": N_("{cell}: the group is described otherwise above (“{value}”). Keep one of the two."),
    "catalogue_period_backwards": N_("The reporting period ends on {end}, before its first day {start}. Correct it."),
    "catalogue_deadline_early": N_(
        "The deadline {deadline} is before the reporting period begins, {start}. Correct it."
    ),
    "catalogue_days_backwards": N_("{cell}: the last day {end} is before the first day {start}. Correct it."),
    "directive_days_backwards": N_("{value} ends on {end}, before its first day {start}. Correct the catalogue."),
    "code_reused": N_(
        "The code {value} was “{former}” in this catalogue. Give “{title}” a code that has never been used."
    ),
    "code_used": N_(
        "Sessions name the code {value}, “{former}”: {count}. Give “{title}” another code, and {value} a last day."
    ),
    "catalogue_version_missing": N_("There is no version {value}. Use a number from 1 to {most}."),
    "catalogue_code_taken": N_("The code {value} is in use already. Use another one."),
    "catalogue_last_entry": N_("This is the last entry, and one must stay. Add another one first."),
    "directive_code_twice": N_("The catalogue uses the code {value} twice. Ask for a corrected file."),
    "target_unknown": N_("Target {target}: the catalogue has no {value}. Correct its code."),
    "units_unreadable": N_("The unit list {name} cannot be read. Save it as TSV, CSV (UTF-8) or XLSX."),
    "units_too_many": N_("The unit list has more than {most} units. Divide the list."),
    "unit_alias": N_("{unit} has the other name {value}, which is that of {other}. Leave it to one of them."),
    "unit_email": N_("“{value}” is no e-mail address. Write it as name@place."),
    "unit_aliases": N_("A unit may have {most} other names at most. Leave some of them out."),
    "unit_circle": N_("The unit {value} is placed under itself ({circle}). Correct what it reports to."),
    "unit_days": N_("The unit {value} ends on {end}, before its first day {start}. Correct one of the days."),
    "unit_into_itself": N_("{value} cannot become part of itself. Choose another unit."),
    "unit_is_own": N_("{value} is the unit of this book. It keeps its code and stays in the list."),
    "unit_own_code": N_(
        "The list has {value}, and this book's own unit is {own}: capitals make no other code. Write {own} in the list."
    ),
    "unit_listed": N_("The unit {value} is in the list already. Choose it there, or use another code."),
    "unit_name_missing": N_("The unit's name is missing. Enter it."),
    "unit_parent": N_("The unit {value} is placed under {parent}, which is not listed. Add it to the list."),
    # The line of an entry
    "token_unknown": N_("“{value}” was not understood. Put the topic in quotation marks, the place after @."),
    "quote_open": N_("The quotation mark before “{value}” is not closed. Put one at the end of that text."),
    "field_twice": N_("“{value}” is a second value for the same field. Leave one of them out."),
    # The command line
    "today_unreadable": N_("SOTAY_TODAY is “{value}”, which is not a date. Set it to a day such as 2026-12-10."),
    "unit_not_listed": N_("The unit “{value}” is not in the list {name}. Units that come near: {near}."),
    "unit_code": N_("“{value}” is not a unit code. Use letters without marks, digits, - and _, at most 32."),
    "name_missing": N_("The reporter's name is missing. Enter the name to show."),
    "name_too_long": N_("The reporter's name is longer than {most} characters. Shorten it."),
    "path_unreadable": N_("The file {path} cannot be read ({detail}). Check the name and try again."),
    "assignment": N_("“{value}” is not FIELD=VALUE. Write the field's name, an equals sign and the value."),
    "unexpected": N_("Something unexpected happened ({name}). What was saved is kept; report this to the maker."),
    **FILE_SENTENCES,
}
_SYSTEM_ERRORS = {
    "EACCES": N_("no permission"),
    "EPERM": N_("no permission"),
    "ENOENT": N_("not found"),
    "ENOTDIR": N_("a part of the path is no folder"),
    "EISDIR": N_("it is a folder"),
    "ENOSPC": N_("the disk is full"),
    "EDQUOT": N_("the disk is full"),
    "EROFS": N_("the disk is read-only"),
    "EIO": N_("the disk does not answer"),
    "ENAMETOOLONG": N_("the name is too long"),
}

# What helps where the disk is full is another thing than where a folder cannot be written to.
_FULL = frozenset({"ENOSPC", "EDQUOT"})
_WITH_A_COPY = {
    "book_missing": N_(
        "There is no book in {folder}, but a copy: {copy}. Look at it with “sotay restore FILE --dry-run”, "
        "then put it back."
    ),
    "book_damaged": N_(
        "The book {path} is damaged. Nothing was changed; look at its newest copy, {copy}, "
        "with “sotay restore FILE --dry-run”."
    ),
}
_ON_A_FULL_DISK = {
    "backup_failed": N_("The copy {path} could not be written ({detail}). Make room, or choose another disk."),
    "export_failed": N_("The file {path} could not be written ({detail}). Make room and export again."),
}


def sentence(code: str, params: Mapping[str, object] = {}) -> str:
    """Two short sentences for a code, in the language in use; a code without words stands for itself."""
    if code not in SENTENCES:
        return code
    special = _ON_A_FULL_DISK if params.get("detail") in _FULL else _WITH_A_COPY if params.get("copy") else {}
    text = special.get(code, SENTENCES[code])
    words = _(text).format_map(_Shown({name: _shown(name, value) for name, value in params.items()}))
    return f"{_shown('cell', params['cell'])}: {words}" if "cell" in params and "{cell}" not in text else words


def error_sentence(error: SotayError) -> str:
    """What an error says to a person."""
    return sentence(error.code, error.params)


def problem_sentence(problem: Problem) -> str:
    """What a finding about a session says to a person, after the title of the field where that is not plain."""
    text = sentence(problem.code, problem.params)
    return f"{field_title(problem.field)}: {text}" if problem.code in _NAME_THE_FIELD else text


class _Shown(dict[str, str]):
    """Words to fill a sentence with; what is missing is shown as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: object) -> str:
    """A parameter as people read it: never a control character, never more than a line."""
    if isinstance(value, datetime | Date):
        return day(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Notice):
        return sentence(value.code, value.params)
    if isinstance(value, list | tuple | set | frozenset):
        return ("\n" if name == "mistakes" else ", ").join(_shown(name, part) for part in value)
    text = clean_line(str(value))
    if name == "field":
        return field_title(text)
    if name == "detail" and text in _SYSTEM_ERRORS:
        return _(_SYSTEM_ERRORS[text])
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
