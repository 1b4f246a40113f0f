"""The program itself, as a person starts it."""

from tui.__main__ import program

program()
