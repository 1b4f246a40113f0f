"""Language, clock, folders, settings, messages, commands, looks: what app and command line both stand on."""
