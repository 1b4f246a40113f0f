"""Tables that others wrote, read within bounds: workbooks of Excel and LibreOffice, CSV files of any Windows."""
