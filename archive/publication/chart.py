"""Small bar charts as SVG, without script or inline style; every bar says its value in words too."""

from collections.abc import Sequence

from markupsafe import Markup, escape

BAR, GAP, HEIGHT, FOOT, HEAD = 44, 16, 120, 22, 18


def bars(points: Sequence[tuple[int, float | None, str | None]], *, label: str) -> Markup:
    """Return bars for (year, value, address); a year without a value has no bar, and so no zero."""
    values = [value for _, value, _ in points if value is not None]
    if len(values) < 2:
        return Markup()
    top = max([*values, 1])
    width = len(points) * (BAR + GAP) + GAP
    inner = Markup().join(
        _bar(GAP + position * (BAR + GAP), year, value, address, top)
        for position, (year, value, address) in enumerate(points)
    )
    return Markup(
        '<svg class="bars" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">'
        "<title>{label}</title>{inner}</svg>"
    ).format(w=width, h=HEAD + HEIGHT + FOOT, label=label, inner=inner)


def _bar(left: int, year: int, value: float | None, address: str | None, top: float) -> Markup:
    middle = left + BAR // 2
    caption = Markup('<text class="year" x="{x}" y="{y}">{year}</text>').format(
        x=middle, y=HEAD + HEIGHT + FOOT - 6, year=year
    )
    if value is None:
        return caption
    height = max(round(HEIGHT * value / top), 1)
    shape = Markup(
        '<rect x="{x}" y="{y}" width="{w}" height="{h}"/><text class="value" x="{m}" y="{t}">{value}</text>'
    ).format(
        x=left, y=HEAD + HEIGHT - height, w=BAR, h=height, m=middle, t=HEAD + HEIGHT - height - 5, value=f"{value:,g}"
    )
    if address:
        shape = Markup('<a href="{}">{}</a>').format(escape(address), shape)
    return shape + caption
