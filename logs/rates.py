"""Shares and means as every output states them: one decimal, half of it up, reckoned in whole numbers."""


def percent(part: int, whole: int) -> float | None:
    """How many per cent of the whole a part is; None where there is no whole."""
    return mean(100 * part, whole)


def share(part: int, whole: int) -> float | None:
    """The same of a part within the whole: never 100 while any is missing, nor 0 where there is one."""
    if 0 < part < whole:
        return min(max(mean(100 * part, whole) or 0.0, 0.1), 99.9)
    return percent(part, whole)


def mean(total: int, count: int) -> float | None:
    """How much of the total there is for each; None where there is nothing to divide by."""
    return (20 * total + count) // (2 * count) / 10 if count else None
