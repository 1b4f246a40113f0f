"""Write the stored book of the present format, where there is none yet."""

import sys

from logs.store.snapshot import FORMAT
from tests.logs.formats import STORED, make

folder = STORED / str(FORMAT)
if folder.exists():
    sys.exit(f"{folder} is stored already")
make(folder)
