"""The commands of the register."""

from tui.core.commands import Command
from tui.core.i18n import N_
from tui.screens.register.listing import CLEAR

MENU = (
    Command("edit", "e", N_("Edit the session"), N_("Edit"), N_("Enter does the same"), needs="writing"),
    Command(
        "copy", "c", N_("Copy as a new session"), N_("Repeat"), N_("a new session with the same fields, of today"),
        needs="writing",
    ),
    Command(
        "hold", "g", N_("The planned session was held"), N_("Held"), N_("its day and its listeners"),
        needs="writing",
    ),
    Command(
        "search", "slash", N_("Search"), N_("Find"), N_("words anywhere in a session, marks ignored; 16/5, quý III")
    ),
    Command("filter", "f", N_("Filter"), N_("Filter"), N_("by unit, theme, form, audience, period, status …")),
    Command(
        "delete", "d,delete", N_("Delete the session"), N_("Delete"), N_("asks first; can be undone"),
        needs="writing",
    ),
    Command("month", "l", N_("Calendar of the month"), N_("Calendar"), N_("held, planned and draft sessions by day")),
    Command("next_part", "p", N_("What counts, and what does not"), "", N_("or a click on a part below")),
    Command("take_away", "backspace", N_("Take away the last condition of the filter")),
    Command("saved_filters", "v", N_("Saved filters"), "", N_("keep the filter under a name, or take one up")),
    Command("sort", "s", N_("Sort"), N_("Sort"), N_("by any column; a click on its title does the same")),
    Command("reverse", "S,shift+s", N_("The other way round"), "", N_("the last first")),
    Command("columns", "k", N_("Choose the columns"), "", N_("which ones, and in which order")),
    Command("details", "i", N_("Show or hide the details"), "", N_("every field of the session under the cursor")),
    Command("history", "h", N_("History of the session"), "", N_("who changed it when, what and why")),
    Command("choose_all", "ctrl+a", N_("Choose all shown"), "", N_("Space: one, Shift with the arrows: several")),
    Command(
        "change_field", "m", N_("Change a field of the chosen"), "", N_("shown before anything is changed"),
        needs="writing",
    ),
    Command(
        "save_table", "t", N_("Save a table of the chosen"), "", N_("CSV or JSON, of all shown if none is chosen")
    ),
    CLEAR,
)  # fmt: skip
