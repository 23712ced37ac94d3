"""`nianbao status`: what is held, what failed and why, and what to do next."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.cli import data_option, language
from archive.crawls import Item, line_of
from archive.datadir import DataDir
from archive.holdings import Built, Holdings, SiteState, holdings
from archive.texts import catalogue, text

_MOST = 10  # of each list in words; --json has all
_MOST_SITES = 50


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--sites",
    "registry",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A registry file that replaces the bundled one.",
)
@data_option
def status(as_json: bool, registry: Path | None, data: DataDir) -> None:
    """Say what is held, due, stale, gone, what failed, is blocked or could not be read, and why.

    Looks only; exit 0 whatever it finds.
    """
    held = holdings(data, datetime.now(UTC), registry)
    if as_json:
        steps = [{"step": key, **values} for key, values in _steps(held, data)]
        click.echo(json.dumps({**asdict(held), "pending": held.pending, "next": steps}, ensure_ascii=False, indent=1))
        return
    for line in _lines(held, data):
        click.echo(line)


def _say(key: str, **values: object) -> str:
    return text(f"status.{key}", language(), **values)


def _lines(held: Holdings, data: DataDir) -> Iterator[str]:
    yield _say("title", root=held.root)
    yield from _store(held)
    if held.build:
        yield from _build(held.build)
    else:
        yield _say("no_build")
    if held.release:
        yield _say("release", release=held.release.release, build=held.release.build or "?")
    elif held.build:
        yield _say("no_release")
    yield from _sites(held)
    yield from _standing(held)
    if held.build and held.build.problems:
        yield from _problems(held.build)
    if held.corrections_error:
        yield _say("corrections_bad", error=held.corrections_error)
    elif held.corrections:
        yield _say("corrections", count=held.corrections, stale=held.corrections_stale)
    yield _say("next")
    for key, values in _steps(held, data):
        yield f"  {_say(f'step.{key}', **values)}"


def _store(held: Holdings) -> Iterator[str]:
    store = held.store
    if not store.captures:
        yield _say("no_captures")
        return
    size = f"{store.warc_bytes / 1e6:.1f}"
    span = {"first": store.first, "last": store.last}
    yield _say("captures", captures=store.captures, files=store.warc_files, size=size, **span)
    yield _say("outcomes", counts=_say("comma").join(_outcome(name, n) for name, n in store.outcomes.items()))


def _outcome(name: str, count: int) -> str:
    return text(f"crawler.outcome.{name}", language(), n=count)


def _build(built: Built) -> Iterator[str]:
    counts = {"reports": built.reports, "current": built.current, "bodies": built.bodies}
    yield _say("build", build=built.build, **counts)
    if built.demonstration:
        yield _say("demonstration", count=built.demonstration)
    yield from _counted(
        "levels", {_word("level", item.level): f"{item.bodies}/{item.reports}" for item in built.levels}
    )
    yield from _counted("years", built.years)
    yield from _counted("forms", {name or _say("no_form"): count for name, count in built.forms.items()})
    yield from _counted("findings", {_word("severity", name): count for name, count in built.findings.items()})
    if built.withheld:
        yield _say("withheld", count=built.withheld)


def _sites(held: Holdings) -> Iterator[str]:
    """Tell of each site, those with failures first; of very many only the first."""
    if held.sites:
        yield _say("sites")
    ordered = sorted(held.sites, key=lambda site: not site.failures)
    for site in ordered[:_MOST_SITES]:
        yield from _site(site)
    if len(ordered) > _MOST_SITES:
        yield f"  {_say('more_sites', count=len(ordered) - _MOST_SITES)}"


def _standing(held: Holdings) -> Iterator[str]:
    """Tell how the sites stand: what is due, stale, below expectation, left alone, gone."""
    for one in held.standing:
        if one.error:
            yield _say("registry_bad", error=one.error)
            continue
        yield _say("registry", sites=one.sites, asked=one.sites - len(one.never_asked), never=len(one.never_asked))
        if one.strangers:
            yield f"  {_say('strangers', count=one.strangers)}"
        yield from _listed("due", [_dated(item, "asked", f"crawler.due.{item.reason}") for item in one.due])
        yield from _listed("stale", [_dated(item, "read") for item in one.stale])
        yield from _listed("below", one.below_expectation)
        yield from _listed("alone", one.blocked)
    for key, missing in (("perhaps_gone", held.store.perhaps_gone), ("gone", held.store.gone)):
        yield from _listed(key, [Item(site=one.site, url=one.url, seen=one.last_seen) for one in missing])


def _dated(item: Item, what: str, why: str | None = None) -> Item:
    """Put in words why an item is told, and when its site was last asked or read."""
    when = _say(what, time=item.since[:10]) if item.since else _say(f"never_{what}")
    reason = _say("comma").join([*([text(why, language())] if why else []), when])
    return replace(item, reason=reason, since=None)


def _listed(key: str, items: Sequence[Item]) -> Iterator[str]:
    if not items:
        return
    yield _say(f"standing.{key}", count=len(items))
    for item in items[:_MOST]:
        yield f"    {line_of(item, language())}"
    if len(items) > _MOST:
        yield f"    {text('crawler.report.more', language(), n=len(items) - _MOST)}"


def _counted(key: str, counts: Mapping[str, object]) -> Iterator[str]:
    if counts:
        listed = _say("comma").join(_say("count", name=name, count=count) for name, count in counts.items())
        yield _say(key, counts=listed)


def _word(area: str, name: str) -> str:
    """Return the word that the pages have for a name, or the name where there is none."""
    return text(f"pages.{area}.{name}", language()) if f"pages.{area}.{name}" in catalogue() else name


def _site(site: SiteState) -> Iterator[str]:
    counts = {"captures": site.captures, "reports": site.reports, "last": site.last_captured or "?"}
    yield _say("site", site=site.site or _say("no_site"), **counts)
    for made, count in site.connections.items():
        yield _say("connection", made=made, count=count)
    for failure in site.failures:
        reason = failure.reason or _say("no_reason")
        counted = _outcome(failure.outcome, failure.addresses)
        yield _say("failure", counts=counted, time=failure.time, url=failure.url, reason=reason)


def _problems(built: Built) -> Iterator[str]:
    yield _say("problems")
    for kind in built.problems:
        known = f"problems.{kind.kind}" in catalogue()
        name = text(f"problems.{kind.kind}", language()) if known else kind.kind
        yield _say("problem", name=name, count=kind.count)
        for example in kind.examples:
            yield _say("example", where=example.where, detail=example.detail)


def _steps(held: Holdings, data: DataDir) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what is worth doing next, as the key of a text and its values."""
    steps: list[tuple[str, dict[str, object]]] = []
    blocked = sum(f.addresses for site in held.sites for f in site.failures if f.outcome == "blocked")
    if held.store.unindexed:
        steps.append(("index", {"count": held.store.unindexed}))
    elif not held.store.captures:
        steps.append(("collect", {}))
    if held.pending:
        steps.append(("build", {"count": held.pending}))
    elif held.build and (held.release is None or held.build.build not in {held.release.build, held.release.same}):
        steps.append(("export", {"folder": str(data.releases)}))
    due = sum(len(one.due) for one in held.standing)
    if due:
        steps.append(("due", {"count": due}))
    if blocked:
        steps.append(("blocked", {"count": blocked}))
    if held.corrections_stale:
        steps.append(("corrections", {"count": held.corrections_stale}))
    yield from steps or [("nothing", {})]
