from dataclasses import replace

from pipelines.build.revisions import Candidate, differing_codes, disagreements, figures_of, revisions_of, roles_of
from pipelines.build.units import Seen
from pipelines.report import About, Figure, Flag, Report, Section, Sourced

NOTHING = Sourced(value=None)
ABOUT = About(
    title=NOTHING, body=NOTHING, year=NOTHING, published=NOTHING, period_from=NOTHING, period_to=NOTHING, scope=NOTHING
)


def candidate(
    url: str,
    day: int,
    figures: dict[str, int] | None = None,
    *,
    text: str = "正文",
    scope: str = "own_level",
    **known: str,
) -> Candidate:
    digest = known.get("digest", f"{url}{day}")
    report = Report(
        digest=digest,
        part=0,
        is_report=True,
        form=None,
        form_variant=None,
        about=ABOUT,
        figures=tuple(
            Figure(code=code, value=value, text=str(value), unit=None, place=None)
            for code, value in (figures or {}).items()
        ),
        sections=(Section(number=1, heading="一、总体情况", text=text),),
    )
    time = f"2026-01-{day:02}T00:00:00Z"
    seen = Seen(id=f"{url}{day}", time=time, role=known.get("role", "detail"), parent=known.get("parent"))
    return Candidate(url=url, digest=digest, part=0, year=2024, scope=scope, report=report, seen=(seen,), gone=False)


def names(*candidates: Candidate) -> list[list[list[str]]]:
    """Return, per report and revision, the captures that belong to it, whatever the order of reading."""
    forwards = [
        [sorted(item.seen[0].id for item in revision.candidates) for revision in revisions]
        for revisions in revisions_of(candidates)
    ]
    backwards = [
        [sorted(item.seen[0].id for item in revision.candidates) for revision in revisions]
        for revisions in revisions_of(reversed(candidates))
    ]
    assert forwards == backwards
    return forwards


def test_spaces_and_punctuation_are_no_revision() -> None:
    assert names(candidate("a", 1, {"x": 1}, text="公开，信息"), candidate("a", 2, {"x": 1}, text="公开 信息。")) == [
        [["a1", "a2"]]
    ]


def test_changed_words_or_figures_are() -> None:
    assert names(candidate("a", 1, {"x": 1}), candidate("a", 2, {"x": 2})) == [[["a1"], ["a2"]]]
    assert names(candidate("a", 1, {"x": 1}), candidate("a", 2, {"x": 1}, text="另文")) == [[["a1"], ["a2"]]]


def test_a_report_that_changes_back_has_three_revisions() -> None:
    found = names(candidate("a", 1, {"x": 1}), candidate("a", 2, {"x": 2}), candidate("a", 3, {"x": 1}))
    assert found == [[["a1"], ["a2"], ["a3"]]]


def test_a_mirror_that_follows_makes_no_revision_of_its_own() -> None:
    found = names(
        candidate("a", 1, {"x": 1}),
        candidate("m", 1, {"x": 1}),
        candidate("a", 2, {"x": 2}),
        candidate("m", 3, {"x": 2}),
    )
    assert found == [[["a1", "m1"], ["a2", "m3"]]]


def test_a_late_copy_of_an_old_revision_belongs_to_it() -> None:
    found = names(candidate("a", 1, {"x": 1}), candidate("a", 2, {"x": 2}), candidate("late", 3, {"x": 1}))
    assert found == [[["a1", "late3"], ["a2"]]]


def test_a_page_that_changes_its_words_keeps_the_figures_of_its_attachment() -> None:
    found = names(
        candidate("page", 1),
        candidate("att", 1, {"x": 1}, role="attachment", parent="page"),
        candidate("page", 2, text="新的说明"),
    )
    assert found == [[["att1", "page1"], ["att1", "page2"]]]


def test_the_source_with_most_certain_figures_is_shown() -> None:
    page, attachment = candidate("page", 1, {"x": 1}), candidate("att", 2, {"x": 1, "y": 2})
    (revision,) = revisions_of([page, attachment])[0]
    assert revision.primary.url == "att"
    doubtful = tuple(replace(figure, flags=(Flag.MISALIGNED,)) for figure in attachment.report.figures)
    flagged = replace(attachment, report=replace(attachment.report, figures=doubtful))
    assert revisions_of([page, flagged])[0][0].primary.url == "page"


def test_an_unknown_scope_is_settled_only_by_kinship() -> None:
    known, same = candidate("a", 1, {"x": 1}), candidate("b", 1, {"x": 1}, scope="unknown")
    other = candidate("c", 1, {"x": 9}, scope="unknown")
    assert names(known, same) == [[["a1", "b1"]]]
    assert names(known, other) == [[["a1"]], [["c1"]]]


def test_a_copy_of_unknown_scope_with_a_slip_is_the_same_report() -> None:
    figures = {f"c{number}": number for number in range(1, 11)}
    known = candidate("a", 1, figures)
    slip = candidate("b", 1, {**figures, "c3": 33}, scope="unknown")
    assert names(known, slip) == [[["a1", "b1"]]]
    (revision,) = revisions_of([known, slip])[0]
    ((other, codes),) = disagreements(revision)
    assert (other.url, codes) == ("b", {"c3": (33, 3)})
    unlike = candidate("c", 1, {code: value + 1 for code, value in figures.items()}, scope="unknown")
    assert names(known, unlike) == [[["a1"]], [["c1"]]]
    zeros = {f"z{number}": 0 for number in range(50)}  # agreeing zeros tell nothing
    assert len(names(candidate("d", 1, {**zeros, "x": 1}), candidate("e", 1, {**zeros, "x": 2}, scope="unknown"))) == 2


def test_a_page_of_its_own_address_is_a_copy_and_a_changed_page_a_revision() -> None:
    figures = {"x": 1, "y": 2}
    first, changed = candidate("a", 1, figures), candidate("a", 3, {"x": 1, "y": 3})
    copied = candidate("b", 2, figures)
    found = revisions_of([first, changed, copied])
    assert [[sorted(item.url for item in one.candidates) for one in revisions] for revisions in found] == [
        [["a", "b"], ["a"]]
    ]
    assert [role for _, role in roles_of(found[0][0])] == ["page", "copy"]


def test_the_first_of_repeated_figures_is_the_one_compared() -> None:
    whole = candidate("a", 1, {"x": 5})
    part = replace(whole.report.figures[0], value=2, note="part")
    report = replace(whole.report, figures=(*whole.report.figures, part))
    assert figures_of(report) == {"x": 5}


def test_a_revision_is_named_by_its_first_capture() -> None:
    (revision,) = revisions_of([candidate("a", 2, digest="f" * 64), candidate("b", 1, digest="0123456789" * 6)])[0]
    assert revision.name == "2026-01-01T00:00:00Z 01234567"


def test_disagreement_and_roles() -> None:
    (revision,) = revisions_of(
        [
            candidate("a", 1, {"x": 1, "y": 1}, digest="same"),
            candidate("m", 2, {"x": 1, "y": 1}, digest="same"),
            candidate("c", 3, {"x": 1, "y": 1}),
            candidate("d", 4, {"x": 1, "y": 2}),
            candidate("e", 5, {"x": 1, "y": 1}, role="attachment"),
        ]
    )[0]
    assert differing_codes(revision) == {"y"}
    assert [role for _, role in roles_of(revision)] == ["page", "mirror", "copy", "copy", "attachment"]
