"""Form versions as data: one TOML file per version beside this module; adding a version is adding a file.

There are two kinds: forms with tables 2 to 4 (since 2019), and statistics returns of one table (`kind = "statistics"`).
"""

import tomllib
from functools import cache
from importlib.resources import files

from pipelines.forms.model import Form, StatisticsForm
from pipelines.forms.node import FormError
from pipelines.forms.parse import parse_form
from pipelines.forms.parse_statistics import parse_statistics

__all__ = [
    "Form",
    "FormError",
    "StatisticsForm",
    "form_ids",
    "load_forms",
    "newest_first",
    "statistics_forms",
]


@cache
def _all() -> dict[str, Form | StatisticsForm]:
    forms: dict[str, Form | StatisticsForm] = {}
    for resource in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if not resource.name.endswith(".toml"):
            continue
        data = tomllib.loads(resource.read_text("utf-8"))
        kind = data.get("kind", "tables")
        if kind not in ("tables", "statistics"):
            raise FormError(f"{resource.name}: kind must be tables or statistics, not {kind!r}")
        form = (parse_statistics if kind == "statistics" else parse_form)(resource.name, data)
        if f"{form.id}.toml" != resource.name:
            raise FormError(f"{resource.name}: id is {form.id!r}; name the file {form.id}.toml")
        forms[form.id] = form
    _know_each_other(forms)
    return forms


def _know_each_other(forms: dict[str, Form | StatisticsForm]) -> None:
    for form in forms.values():
        for row in form.rows if isinstance(form, StatisticsForm) else ():
            for other in row.later:
                if other.form not in forms or other.form == form.id:
                    raise FormError(f"{form.id}.toml: {row.code} is compared with {other.form}, which is no other form")


@cache
def load_forms() -> dict[str, Form]:
    """Return every form with tables 2 to 4 by its id. Raises FormError naming file and fault of a malformed one."""
    return {name: form for name, form in _all().items() if isinstance(form, Form)}


@cache
def statistics_forms() -> dict[str, StatisticsForm]:
    """Return every statistics return by its id. Raises FormError naming file and fault of a malformed one."""
    return {name: form for name, form in _all().items() if isinstance(form, StatisticsForm)}


def form_ids() -> tuple[str, ...]:
    """Return the ids of all forms of either kind, in alphabetical order, which is that of their years."""
    return tuple(_all())


@cache
def newest_first() -> tuple[Form, ...]:
    """Return the forms with tables 2 to 4, the one that came into force last first."""
    return tuple(sorted(load_forms().values(), key=lambda form: -form.first_year))
