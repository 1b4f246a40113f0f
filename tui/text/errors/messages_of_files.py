"""Every code of an error or a finding about files that come and go, in words: packages, notebooks, copies, keys."""

from tui.core.i18n import N_

FILE_SENTENCES = {
    # Totals in place of sessions
    "totals_differ": N_("The totals of {unit} are not what their sessions add up to. Ask the sender to check."),
    "totals_lost": N_("Sessions of {unit} that only overtaken totals tell of: {count}. Ask for the sessions."),
    "totals_unclear": N_("Totals of {unit} name sessions of other senders too: {count}. They may count twice."),
    "totals_taken": N_(
        "Figures without sessions came of {units} units, {count} sessions in all. None is counted twice."
    ),
    "totals_typed": N_(
        "Month {month}: totals typed by hand count, {sessions} sessions, {attendance} listeners. Ask for the sessions."
    ),
    "totals_yielded": N_(
        "Month {month}: the totals typed by hand ({sessions} sessions, attendance {attendance}) do not count. "
        "Sessions or a file of the unit do."
    ),
    "totals_below": N_(
        "Month {month}: units below {unit} have sessions too. "
        "Correct the totals if they hold these, or they count twice."
    ),
    "totals_none": N_("No totals of {unit} for {month} are typed. Name another month."),
    "totals_month": N_("“{value}” is no month from {start} to {end}. Write for example 3 or 2026-03."),
    "totals_amount": N_(
        "{sessions} sessions with {attendance} listeners cannot be: "
        "1 to {most} sessions a month, each with 1 to {limit}. "
        "Correct the numbers."
    ),
    "totals_parts": N_("The parts do not fit into the whole: {value}. Correct sessions and listeners."),
    "totals_part_format": N_("“{value}” is not CODE=SESSIONS/LISTENERS. Write for example TM=2/60, SH=3/75."),
    "totals_large": N_(
        "The totals of {unit} have {attendance} listeners in {sessions} sessions of {month}. Ask the unit to check."
    ),
    "totals_figures": N_("The totals of {unit} do not fit together. Ask the sender to export again."),
    "totals_twice": N_("The totals of {unit} count sessions a second time. Ask the sender to export again."),
    "totals_of_other_unit": N_("The totals are of {unit}, for which the sender does not speak. Ask that unit."),
    "totals_unit_unknown": N_("The totals are of the unit {unit}, which is not listed. Say which unit it is."),
    "totals_wait_for_key": N_("The totals are of {unit}. They wait until somebody has compared the sender's key."),
    "exemptions_accepted": N_(
        "The level above accepts these themes as not applicable: {themes} ({count}). Nothing need be done."
    ),
    "exemptions_refused": N_(
        "The level above refuses these themes as not applicable: {themes} ({count}). Do them, or give another reason."
    ),
    "exemption_of_other_unit": N_(
        "A theme is said not to apply to {unit}, for which the sender does not speak. Ask that unit."
    ),
    "exemption_unit_unknown": N_("A theme is said not to apply to {unit}, which is not listed. Say which unit it is."),
    "exemption_waits_for_key": N_(
        "A theme is said not to apply to {unit}. It waits until somebody has compared the sender's key."
    ),
    "totals_of_committee": N_("Only a committee's book exports totals. Export the sessions."),
    "totals_period": N_(
        "The totals of {units} reach beyond the period {period} and cannot be split. Export without a period."
    ),
    "check_claimed": N_("The session {id} is claimed by {units}. Ask them, then answer whose it is."),
    "check_conflict": N_("The session {id} has versions that differ. Open it and save the right one."),
    "check_text": N_("A text of session {id} holds hidden characters. Open the session and save it again."),
    "check_personal": N_(
        "A text of session {id} ({field}) looks like a phone number, an address or a list of names. Take it out; "
        "“sotay purge {id}” removes what was there."
    ),
    "check_reference": N_("Session {id} names “{value}” ({field}), which the book does not know. Correct one of them."),
    "check_step_unreadable": N_(
        "Step {number} of the history cannot be read. It cannot be undone; nothing else is lost."
    ),
    "check_export_gap": N_("File number {number} is missing among those written. Export again and send the new file."),
    "check_export_unreadable": N_("The note of written file {number} cannot be read. Export again and send the file."),
    "check_sent_missing": N_("The session {id} was sent and is not in the register. Put back a copy from before."),
    "check_received_missing": N_("The received file {name} is no longer kept. Ask the unit for it if it is needed."),
    "check_received_damaged": N_("The received file {name} has been altered since. Ask the unit to send it again."),
    "check_file_damaged": N_(
        "The file {path} has just been damaged. Have the disk looked at, and put back a copy of the book from before."
    ),
    "check_derived": N_(
        "The file {path} does not fit the book and is not used; nothing is lost. It is made again from the book."
    ),
    "check_former_damaged": N_(
        "The former file {path} is damaged; nothing is lost. Make a copy with “sotay backup” on another disk."
    ),
    "check_set_aside": N_(
        "The file {path} was set aside because it did not fit the book. Check the sessions, then keep or delete it."
    ),
    "check_no_backup": N_("There is no copy of the book yet. Make one with “sotay backup”."),
    # What is seen of the register
    "view_not_kept": N_("Columns and filters could not be kept ({detail}). They hold until the program ends."),
    "table_failed": N_("The table {path} could not be written ({detail}). Choose another folder."),
    # Packages
    "export_empty": N_(
        "There is nothing to export. Log sessions first; where there was none, mark “Nil report” (--nil)."
    ),
    "export_not_nil": N_("There are {sessions} sessions, so the report is not nil. Export without the nil mark."),
    "table_unreadable": N_("{name} cannot be read as a workbook or CSV file. Save it again in Excel as .xlsx."),
    "table_too_long": N_("The file has more than {most} rows. Divide it."),
    "notebook_unreadable": N_("{name} cannot be read as a workbook or CSV file. Save it again in Excel as .xlsx."),
    "notebook_too_long": N_("The file has more than {most} rows. Divide it."),
    "notebook_heading": N_(
        "No row with the titles of the columns was found. Name at least date, attendance and topic."
    ),
    "notebook_columns": N_("The notebook has no column “{value}”. Say with --map which column is which field."),
    "columns_twice": N_("Two columns are said to be “{value}”: {columns}. Name one of them."),
    "sheet_unknown": N_("The file has no sheet “{value}”. Its sheets: {choices}."),
    "meaning_format": N_("“{value}” teaches nothing. Write FIELD:WORD=CODE, such as audience:nhân dân=LD."),
    "columns_unclear": N_("Several columns can be meant: {value}. Say which one is read."),
    "date_no_day": N_("“{value}” names a month and no day. Enter the day, or take the month in as a total."),
    "date_other_month": N_("The date {value} is not of month {month}, under which the row stands. Check it."),
    "count_over_days": N_("One count is merged over several days: {value}. Give each day its own count."),
    "count_read_as": N_("“{value}” was read as {count} listeners. Check it."),
    "several_values": N_("One session has several values: {value}. Leave the one that holds."),
    "totals_in_sheets": N_("The month stands in several sheets ({value}). Read one of them."),
    "totals_added": N_("The same unit and month stand above. Both are added up; correct one if it is a copy."),
    "totals_beside": N_("Sessions of that unit in {month} are in the book or above. The totals will not count."),
    "struck_in_part": N_("Some words of the row are struck through. Check what was read."),
    "sessions_several": N_("The row tells of several sessions ({value}). Enter each in a row of its own."),
    "rows_joined": N_("Rows {first} to {last} were read as one session. Check it."),
    "like_row": N_("It looks like the session of row {value}. Check whether both took place."),
    "like_session": N_(
        "It looks like a session of the book: {date} · {unit} · {topic} · attendance {n} ({id}). "
        "Check whether both took place."
    ),
    "mapping_unreadable": N_("The file that says how columns are read cannot be understood ({detail}). Correct it."),
    "table_is_pdf": N_("{name} is a PDF. Ask for the table it was made from, or type its rows into a sheet."),
    "table_is_html": N_("{name} is a web page, whatever its name. Open it in Excel and save it as .xlsx."),
    "table_is_picture": N_("{name} is a picture. Type its rows into a sheet, or ask for the table it shows."),
    "table_is_xml": N_("{name} is XML. Open it in Excel or LibreOffice and save it as .xlsx."),
    "table_is_document": N_("{name} is a document, not a table. Copy its table into Excel and save it as .xlsx."),
    "table_is_binary": N_("{name} is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx."),
    "table_is_archive": N_("{name} is an archive. Unpack it, and name the table inside."),
    "table_is_database": N_("{name} is a database. Save the table wanted from it as .xlsx or .csv."),
    "table_locked": N_("{name} is locked with a password. Open it in Excel, take the password off and save it."),
    "table_too_big": N_(
        "{name} takes up more than any table of an office. Copy the rows that matter into a new sheet and save that."
    ),
    "file_ending": N_("This cannot be written as {name}. Let the name end in {endings}."),
    "folder_ending": N_("{name} is named like another kind of file, and no such folder is there. Name a folder."),
    "file_or_folder_ending": N_(
        "{name} is neither a folder that is there nor the name of such a file. Let the name end in {ending}, or name a "
        "folder."
    ),
    "report_ending": N_("A report cannot be written as {name}. Let the name end in one of {endings}."),
    "report_failed": N_("The report {path} could not be written ({detail}). Choose another folder."),
    # An office's own Word template
    "template_unreadable": N_("The template is no Word document (.docx) that can be read. Save it in Word once more."),
    "template_too_big": N_("The template is larger than {most} MB. Make its pictures smaller."),
    "template_outside": N_(
        "The template would load or run something from elsewhere ({name}). Take it out, or begin from a new template."
    ),
    "template_too_much": N_("The template repeats too much: the report would be too large. Take loops out of loops."),
    "template_failed": N_("The template cannot be filled in ({detail}). Begin from a new template."),
    "template_missing": N_("The book has no template. “sotay report-template FILE.docx” registers one."),
    "template_mistakes": N_("The template has mistakes; nothing was written. Correct them in Word:\n{mistakes}"),
    "template_in_body": N_("Paragraph {n}"),
    "template_in_header": N_("Page header, paragraph {n}"),
    "template_in_footer": N_("Page footer, paragraph {n}"),
    "template_in_notes": N_("Footnotes, paragraph {n}"),
    "template_cell_body": N_("Table {table}, row {row}, cell {column}"),
    "template_cell_header": N_("Page header, table {table}, row {row}, cell {column}"),
    "template_cell_footer": N_("Page footer, table {table}, row {row}, cell {column}"),
    "template_cell_notes": N_("Footnotes, table {table}, row {row}, cell {column}"),
    "template_unclosed": N_("A brace is missing at “{name}” (in “{text}”)."),
    "template_syntax": N_("“{name}” is not understood (in “{text}”)."),
    "template_field": N_("There is no field “{name}” (in “{text}”)."),
    "template_column": N_("The rows have no “{name}” (in “{text}”)."),
    "template_list": N_("“{name}” is a list; put it between for and endfor (in “{text}”)."),
    "template_not_list": N_("“{name}” repeats what is no list (in “{text}”)."),
    "template_table": N_("“{name}” is a whole table; it wants the letter p and a paragraph of its own (in “{text}”)."),
    "template_instruction": N_(
        "There is no instruction “{name}”; there are for, if, elif, else and their ends (in “{text}”)."
    ),
    "template_open": N_("“{name}” has no end (in “{text}”)."),
    "template_end": N_("“{name}” ends nothing here, or not where it began (in “{text}”)."),
    "template_place": N_("“{name}” does not stand where its letters belong: p, or tr and tc in a table (in “{text}”)."),
    "template_alone": N_("“{name}” has to stand alone; what is beside it would be lost (in “{text}”)."),
    "narrative_too_long": N_("The text has {n} characters; at most {most} are kept. Shorten it."),
    "narrative_nothing": N_("There is nothing to begin with for this part. Write it yourself."),
    "narrative_not_text": N_("{name} is no text in UTF-8. Save it as UTF-8, then try again."),
    "pdf_without_office": N_(
        "PDF is made by LibreOffice, which is not installed here. Write .docx and save it as PDF in Word, or open the "
        ".html page in a browser and print it to PDF."
    ),
    "pdf_failed": N_("LibreOffice made no PDF ({detail}). Write .docx and save it as PDF there."),
    "frozen_missing": N_("No report that was sent is kept under “{value}”. “sotay reports” lists them."),
    "frozen_ambiguous": N_("Several reports begin with “{value}”. Give more of the code."),
    "frozen_damaged": N_("The report {key} cannot be read as it was sent. Put back a copy of the book that has it."),
    "office_field": N_("“{value}” is no setting of official papers. “sotay office” lists them."),
    "office_value": N_("“{value}” cannot be the setting {name}. “sotay office” shows what it may be."),
    "export_file_exists": N_("The file {path} exists already. Name another file or folder."),
    "export_failed": N_("The file {path} could not be written ({detail}). Choose another folder and export again."),
    "key_unreadable": N_("The signing key {path} cannot be read ({detail}). Put the file back from a copy."),
    "columnar_missing": N_(
        'Parquet files need one more package. In the folder the program was installed from: pip install ".[columnar]"'
        " (pipx, uv: see the README)."
    ),
    "columnar_folder_used": N_(
        "{path} holds something else than Parquet files of this book. Nothing was changed; name a new folder."
    ),
    "columnar_none": N_("No Parquet files of a book were found in {path}. Name the folder that “sotay export” wrote."),
    "columnar_newer": N_("The Parquet files in {path} were written by a newer program. Update the program."),
    "columnar_unreadable": N_("The Parquet files in {path} cannot be read ({detail}). Export them again."),
    "columnar_incomplete": N_(
        "Parquet files are missing in {path}, or were altered: its sessions do not add up. Export or copy them again."
    ),
    "columnar_sums": N_(
        "{path} holds sums of whole months by unit, month, form and audience, no sessions. Ask for these, or use the"
        " Parquet files that the sums were made of."
    ),
    "columnar_mixed": N_("{path} holds both sums of several registers and single registers. Put them in two folders."),
    "columnar_network": N_(
        "Reading {path} needs DuckDB's extension httpfs. Install it once, where the network is: duckdb -c \"INSTALL"
        ' httpfs".'
    ),
    "engine_missing": N_(
        '{engine} needs one more package. In the folder the program was installed from: pip install ".[{engine}]"'
        " (pipx, uv: see the README)."
    ),
    "engine_failed": N_("{engine} did not answer: {detail}. Put that right; DuckDB answers without --engine."),
    "engine_address": N_(
        "Say in SOTAY_POSTGRES where the database is, such as postgresql://user@localhost/sotay. Only temporary tables"
        " are made there."
    ),
    "age_missing": N_(
        'Locked files need one more package. In the folder the program was installed from: pip install ".[age]"'
        " (pipx, uv: see the README)."
    ),
    "identity_unreadable": N_("The locking key {path} cannot be read ({detail}). Put the file back from a copy."),
    "recipient_wrong": N_("The recipient cannot be read. Copy the text that begins with age1 as a whole."),
    "lock_failed": N_("The locked file does not open again. Export again, and keep this one from being sent."),
    "lock_missing": N_("Nothing says what to lock with. Use --passphrase-file or --recipient."),
    "passphrases_differ": N_("The two passphrases differ. Export again and type the same one twice."),
    "passphrase_missing": N_("The passphrase is missing. Type one, or take the tick away."),
    "passphrase_empty": N_("The file {path} holds no passphrase. Put it on the first line."),
    "file_locked": N_(
        "No passphrase given opens the file. Ask the unit for it, choose the file once more where its preview is gone, "
        "and press p; on the command line use --passphrase-file. "
        "If the passphrase is right, the file was damaged on its way: ask for it again."
    ),
    "file_locked_to_other": N_(
        "The file is locked to another key than this book's, or was damaged on its way. Ask for it again; if that does "
        "not help, give the unit what “sotay keys recipient” prints."
    ),
    "lock_excessive": N_("Opening the file would take too long. Ask the unit to export again."),
    "path_missing": N_("There is no file or folder {path}. Check the name."),
    "folder_not_file": N_("{path} is a folder. Open it and choose the file."),
    "one_only": N_("Only one can be chosen here. Leave the others out."),
    "folder_empty": N_("The folder {path} holds no .jsonl file. Check the folder."),
    "file_known": N_("The file was received before, on {received}. Nothing is changed."),
    "file_unreadable": N_("The file cannot be read ({detail}). Copy it to this machine and try again."),
    "file_not_plain": N_("This is not a plain file. Copy it to this machine and try again."),
    "file_empty": N_("The file is empty. Ask the unit to export again."),
    "file_too_big": N_(
        "The file is larger than {most} MB. Ask the unit to update the program and export again: it writes parts."
    ),
    "file_too_many": N_(
        "The file holds more than {most} sessions. Ask the unit to update the program and export again: "
        "it writes parts."
    ),
    "export_too_big": N_(
        "One part of the export would be larger than {most} MB, and no more can be divided. Export period by period "
        "(--period), figures only (--totals), or data sets for tables of many registers (--columnar)."
    ),
    "parts_missing": N_("Parts that have not come yet: {parts}. Ask for them; what came is kept."),
    "file_encoding": N_("The file is not UTF-8: another program has saved it. Ask the unit to export again."),
    "file_not_package": N_("The file is not an export of this program. Ask the unit to export again."),
    "file_damaged": N_("The file is damaged: its checksum does not fit. Ask the unit to export again."),
    "file_forged": N_("The file's signature does not fit: it was altered. Ask the unit to export again."),
    "file_newer": N_("The file was made by a newer program. Update the program."),
    "file_unsigned": N_("The file of {unit} is not signed, so anybody may have written it. Ask the unit, then decide."),
    "file_taken_unsigned": N_("The file of {unit} was taken although nobody signed it; it stays marked."),
    "sender_unknown": N_("The unit {unit} is not in the unit list. The file waits: say which unit it is."),
    "file_not_kit": N_("The file is not a starter kit, or nobody signed it. Ask the office for the kit again."),
    "kit_known": N_("The starter kit of {unit} is here already, or a newer one. Nothing is changed."),
    "kit_taken": N_("Starter kit of {unit}: catalogue {directive}, units: {units}. No session was touched."),
    "receipt_of_other": N_("The receipt of {unit} is for another book. Ask the office for the one of this book."),
    "receipt_own": N_("This book wrote the receipt. Hand it to the unit; nothing is changed."),
    "receipt_taken": N_("Receipt of {unit} taken in. Sessions received: {held}; set aside there: {left}."),
    "sessions_kept_apart": N_(
        "Sessions that are taken and go by another id there: {count} ({ids}). Another unit had logged under the same "
        "id; nothing need be done, do not log them again."
    ),
    "office_only": N_("Only the office writes kits and receipts; this is a reporter's book. Open the office's book."),
    "mend_session_of_other_unit": N_(
        "The session is of {unit}, for which this book does not report. Correct the unit, or let {unit} report it."
    ),
    "mend_session_waits_for_key": N_(
        "The session waits at the office until somebody has compared the key by phone. Tell the office yours."
    ),
    "mend_session_unit_unknown": N_(
        "The unit {unit} is not in the office's list. Correct the unit, or ask the office to add it; then export again."
    ),
    "link_of_other_unit": N_(
        "The answer concerns sessions of other units, for which the sender does not speak. Ask those units."
    ),
    "link_waits_for_key": N_(
        "The answer may concern sessions of {unit}. It waits until somebody has compared the sender's key."
    ),
    "link_sessions": N_(
        "The answer does not name the two sessions that it is filed under. Ask the sender for a new file."
    ),
    "key_revoked": N_("The key of {unit} was revoked on {since}. Ask the unit to send with its new key."),
    "key_unknown": N_("There is no key “{value}” in this book. Use a unit's code or the digits of a fingerprint."),
    "key_ambiguous": N_("“{value}” means several keys: {choices}. Use the digits of one fingerprint."),
    "reason_missing": N_("The reason is missing. Say why the key is believed again."),
    "file_refused": N_("This file of {unit} was refused before. To take it all the same, trust it by its key."),
    "rejects_failed": N_("{path} could not be written ({detail}). Nothing was merged; choose another folder."),
    "file_not_kept": N_("The file {name} is not kept any more. Ask the sender for it and merge it again."),
    "received_missing": N_(
        "The file {name}, which came later, cannot be read ({detail}). Put it back, then try again."
    ),
    "batch_missing": N_("There is no merge “{value}”. Look at the list with “sotay batches”."),
    "batch_undone": N_("The merge {value} is undone already. The book is unchanged."),
    # Questions and answers
    "question_missing": N_("There is no question “{value}”. Look at the list with “sotay questions”."),
    "answer_wrong": N_("“{value}” does not answer this question. Answer with one of these: {choices}."),
    "answer_none": N_("No answer stands after “{value}”. Write it as in: sotay decide 1 same, 2 different."),
    "answer_one": N_("“{value}” does not name one thing. Name one code."),
    "question_closed": N_("The question is settled already. Look at the list again."),
    "no_conflict": N_("The session {value} has no conflict any more. Look at the list again."),
    "id_claimed": N_("Several units claim the session {value}. Use one of these: {choices}."),
    "claim_open": N_("Several units claim the session {value}. Answer first whose it is."),
    "version_missing": N_("There is no single version “{value}” here. Use one of these: {choices}."),
    "one_live_side": N_("Only one side of session {value} still has content. Keep it or delete it."),
    "code_means_other": N_("“{value}” means {unit} already. Ask the sender to correct the unit's code."),
    "key_first": N_("First file signed with this key of {unit}. Compare by phone: {fingerprint}."),
    "key_made_anew": N_(
        "This book's former key is not on this machine; a new one was made. Read its fingerprint out to whoever takes "
        "the book's files: {fingerprint}."
    ),
    "key_changed": N_("The key of {unit} has changed. Compare {fingerprint} by phone, then trust it."),
    "key_not_compared": N_(
        "Nobody has compared the key of {unit}: it speaks for that unit alone, and what it says of units below "
        "waits. Compare {fingerprint} by phone, then trust it."
    ),
    "keys_differ": N_(
        "Files of {unit}, of which nothing has come before, are signed with different keys. Compare {fingerprint} "
        "by phone, then trust the right one."
    ),
    "key_of_own_unit": N_("A file in the name of this book's own unit. Compare {fingerprint} by phone, then trust it."),
    "number_missing": N_(
        "File number {number} has not come. A later one holds everything; ask only if figures differ."
    ),
    "key_of_other_unit": N_("The file says {unit}, its key belongs to {other}. Ask the sender which unit it is of."),
    "office_key_new": N_("First file of the level above. Compare {fingerprint} by phone, then trust it."),
    "directive_other": N_("The unit follows the catalogue {theirs}, this book {ours}. Check which one is in force."),
    "directive_differs": N_("The unit's text of the catalogue {ours} differs from this book's. Hand out one file."),
    "numbers_before": N_(
        "The unit's first file here is number {number}. Files of a whole year hold all that came before; "
        "ask only if figures differ."
    ),
    "number_twice": N_("File number {number} came before with other content. Was the unit's book copied?"),
    "file_older": N_("File number {number} is older than number {newest}, received before. What was newer is kept."),
    "texts_cleaned": N_("Hidden characters were taken out of {count} sessions. The sessions are kept."),
    "personal_in_sessions": N_(
        "Texts of {count} sessions look like phone numbers, addresses or lists of names: {ids}. Ask the unit to take "
        "them out; the book keeps counts only."
    ),
    "counts_differ": N_("The file says {said} sessions and holds {found}. Ask the unit to check."),
    "attendance_large": N_("Sessions with more than {most} listeners: {count}. Ask the unit to check."),
    "made_odd": N_("The file says that it was made on {made}, it came on {received}. The unit's clock may be wrong."),
    "nil_with_sessions": N_("The file is a nil report and holds {count} sessions. Ask the unit which holds."),
    "period_odd": N_("The file is for the period {period}. Ask the unit which period is meant."),
    "themes_unknown": N_("Themes that are not in the catalogue: {codes}. They are kept and shown apart."),
    # What the files received so far do not have or contradict
    "report_missing": N_("No report of the period {period} has come. Remind the unit."),
    "number_wanted": N_("File number {number} has not come and no later one holds the whole year. Ask for it."),
    "receipt_before_made": N_(
        "File number {number} says that it was made on {made}, after the day of receipt, {received}. "
        "Check that day; or the unit's clock is wrong."
    ),
    "receipt_ahead": N_("A file cannot have come on {value}: today is {today}. Correct the day of receipt."),
    "receipt_reason_missing": N_(
        "A changed day of receipt lacks its reason. Give one, for example the number of the letter."
    ),
    "receipt_file_unknown": N_(
        "{name} is not among the new files of this merge. "
        "Correct the day of a file that was taken in before with “sotay received”."
    ),
    "received_unknown": N_("No file taken in, or several, go by “{value}”. “sotay received” lists them."),
    "clock_ahead": N_("File number {number} is dated {made} and came on {received}. The unit's clock may be wrong."),
    "clock_back": N_("File number {number} is dated {made}, the one before it {before}. A clock may be wrong."),
    "clock_before": N_(
        "File number {number} is dated {made}, its period begins on {start}. The unit's clock may be wrong."
    ),
    "nil_unconfirmed": N_("File number {number} has no session and is no nil report. Ask the unit which it means."),
    "nil_contradicted": N_(
        "File number {number} reports nil, number {other} has {sessions} sessions. Ask which one holds."
    ),
    "sessions_set_aside": N_("Sessions of file number {number} not taken: {count}. Ask the unit to correct them."),
    "books_several": N_("Files came from {count} books of this unit. Ask whether it works on several machines."),
    "period_not_of_year": N_("The period {value} is not of the year {year}. Name a period of that year."),
    "deadline_unreadable": N_("“{value}” is not PERIOD=DATE. Write for example 2026-6T=15/07/2026."),
    "deadline_set": N_("The deadline of {value} stands in the catalogue: {deadline}. Name another period."),
    "unit_not_reporting": N_("The unit {value} does not have to report on that day. Name another unit or day."),
    "plan_outdated": N_("The book has changed since the preview. Look at the preview again."),
    # Lines of a package that are set aside
    "line_field": N_("The field “{field}” is not valid. Ask the unit to correct the session and export again."),
    "line_unreadable": N_("The line cannot be read. Ask the unit to export again."),
    "line_second_head": N_("The file begins a second time here. Ask the unit to export again."),
    "key_twice": N_("The line says the same thing twice. Ask the unit to export again."),
    "session_draft": N_("The session is a draft. Ask the unit to complete it and export again."),
    "session_parents": N_("The session's versions do not fit together. Ask the unit to export again."),
    "session_version": N_("The session does not fit its version id: it was altered. Ask the unit to export again."),
    "session_replaced_itself": N_("The session's versions replace each other. Ask the unit to export again."),
    "session_unit_unknown": N_(
        "The session is of the unit {unit}, which is not listed. It waits: say which unit it is."
    ),
    "session_of_other_unit": N_("The session is of {unit}, for which the sender does not speak. Ask that unit."),
    "session_waits_for_key": N_("The session is of {unit}. It waits until somebody has compared the sender's key."),
}
