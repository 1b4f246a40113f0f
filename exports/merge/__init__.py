"""Plan, apply, undo a merge; answers about files."""
