"""What a process costs, as it tells itself; imports as little as possible, since it stands in what it measures.

`python -m tests.benchmarks.cost MODULE WORDS…` runs the module as a program and then writes its peak memory in MB to
the standard error.
"""

import math
import runpy
import sys
import time

if sys.platform != "win32":
    import resource

Moment = tuple[float, float]


def now() -> Moment:
    """The clock, and the processors' time of this process and of those it started and that have ended, in seconds."""
    processor = _processor()
    return time.perf_counter(), processor


def since(begun: Moment) -> Moment:
    """The seconds since then, of the clock and of the processors."""
    clock = time.perf_counter()
    return clock - begun[0], _processor() - begun[1]


def _processor() -> float:
    if sys.platform == "win32":
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak() -> float:
    """The most memory that this process has held, in MB."""
    # What Linux gives as a process's own usage includes the one that started it, but for this line.
    if sys.platform == "linux":
        with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib would be measured too
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    if sys.platform == "win32":
        return math.nan
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def tell(spent: Moment) -> None:
    """Write what was spent, and the peak memory, for the process that asked: see `kit.told`."""
    sys.stdout.write(f"{spent[0]} {spent[1]} {peak()}\n")


def main() -> None:
    """Run the module named, which sees its own words only."""
    del sys.argv[0]
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as left:
        if left.code:
            raise
    sys.stderr.write(f"\n{peak()}\n")


if __name__ == "__main__":
    main()
