"""A PostgreSQL of its own for the tests, where its programs are installed or SOTAY_POSTGRES names one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exports.columnar.postgres_engine import ADDRESS


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; Debian keeps them apart."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server, an empty one of its own unless one was named."""
    if named := os.environ.get(ADDRESS):
        yield named
        return
    place, bin_folder = Path(tempfile.mkdtemp(prefix="sotay-pg-")), programs()
    assert bin_folder is not None
    # It refuses to run as root.
    user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    os.chown(place, user.pw_uid, user.pw_gid)

    def run(program: str, *words: str) -> None:
        command = [str(bin_folder / program), *words]
        subprocess.run(command, check=True, capture_output=True, user=user.pw_uid, group=user.pw_gid, cwd=place)

    run("initdb", "-D", f"{place}/data", "-A", "trust", "-U", "sotay", "-E", "UTF8", "--locale=C")
    run(
        "pg_ctl", "-D", f"{place}/data", "-w", "-l", f"{place}/log", "-o", f"-k {place} -c listen_addresses=''", "start"
    )
    try:
        yield f"postgresql://sotay@/postgres?host={place}"
    finally:
        run("pg_ctl", "-D", f"{place}/data", "-m", "immediate", "stop")
        shutil.rmtree(place)
