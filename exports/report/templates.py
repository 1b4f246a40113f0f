"""Pages made from the templates of this package; whatever is put into them is escaped."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from exports.official.numbers import figure


def render(name: str, **values: object) -> bytes:
    """The page of the template of that name with these values, UTF-8."""
    source = files("exports.report").joinpath("templates", name).read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["figure"] = figure
    return environment.from_string(source).render(**values).encode()
