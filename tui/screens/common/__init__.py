"""ModeScreen and the dialogs any screen opens."""
