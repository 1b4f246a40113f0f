"""A year's catalogue as a workbook that an office fills in."""
