"""The office's own Word template, which a report is filled into."""
