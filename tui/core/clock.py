"""The time it is, or for tests and demonstrations the day it is said to be."""

import os
from datetime import datetime

from logs.errors import SotayError
from logs.typed_values import read_date


def now() -> datetime:
    """The local time with its zone; SOTAY_TODAY (`2014-12-10` or `10/12/2014`) fixes the day, not the time of day.

    Raises SotayError `today_unreadable` where SOTAY_TODAY is no date.
    """
    moment = datetime.now().astimezone()
    named = os.environ.get("SOTAY_TODAY", "").strip()
    if not named:
        return moment
    try:
        day = read_date(named, moment.date())
    except SotayError:
        raise SotayError("today_unreadable", value=named) from None
    # The zone is asked again, since summer time may differ between the two days.
    return datetime.combine(day, moment.time()).astimezone()
