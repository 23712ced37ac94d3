"""Form versions as data: one TOML file per version beside this module; adding a version is adding a file."""

import tomllib
from functools import cache
from importlib.resources import files

from pipelines.forms.model import Form
from pipelines.forms.parse import FormError, parse_form

__all__ = ["Form", "FormError", "load_forms", "newest_first"]


@cache
def load_forms() -> dict[str, Form]:
    """Return every form version by its id. Raises FormError naming the file and the fault of a malformed one."""
    forms: dict[str, Form] = {}
    for resource in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if not resource.name.endswith(".toml"):
            continue
        form = parse_form(resource.name, tomllib.loads(resource.read_text("utf-8")))
        if f"{form.id}.toml" != resource.name:
            raise FormError(f"{resource.name}: id is {form.id!r}; name the file {form.id}.toml")
        forms[form.id] = form
    return forms


@cache
def newest_first() -> tuple[Form, ...]:
    """Return the form versions, the one that came into force last first."""
    return tuple(sorted(load_forms().values(), key=lambda form: -form.first_year))
