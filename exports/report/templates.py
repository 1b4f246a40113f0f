"""Pages made from the templates of this package; whatever is put into them is escaped."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from exports.official.numbers import figure

_AT_ONCE = 1_000  # pieces of a page that are encoded together; of a long one all would take much memory


def render(name: str, **values: object) -> bytes:
    """The page of the template of that name with these values, UTF-8."""
    source = files("exports.report").joinpath("templates", name).read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = figure
    page = environment.from_string(source).stream(**values)
    page.enable_buffering(_AT_ONCE)
    return b"".join(part.encode() for part in page)
