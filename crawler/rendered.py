"""Tells a list that only a script fills in from one that has nothing to show, and names what it is told by."""

import re

from lxml import html

_LITTLE = 300  # characters of visible text that a page without its content has at most
_ROOTS = frozenset({"app", "root", "__next", "__nuxt", "q-app", "main-app", "vue-app", "container-app"})
_LISTS = re.compile(r"list|lists|news|nblist|data|content|result|items?|rows|gkml|table|tbody", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}|\bv-for\s*=|\bng-repeat\s*=|\{\{#|<%=?[^%\n]{1,80}%>|x-text/template|text/x-"
)
_ASKS = re.compile(
    r"""(?:\$\.(?:ajax|get|post|getJSON)|axios(?:\.\w+)?|fetch|XMLHttpRequest|\.load)\s*\(|\burl\s*:\s*['"]""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""(?:url\s*:\s*|\.(?:get|post|getJSON|load|ajax)\s*\(\s*|fetch\s*\(\s*|open\s*\(\s*['"](?:GET|POST)['"]\s*,\s*)['"]([^'"\s<>]{2,200})['"]""",
    re.IGNORECASE,
)
_EMPTY = re.compile("暂无|没有(?:相关|找到|任何)|无(?:相关)?(?:数据|信息|内容|记录)|0\\s*条")
_MOUNTED = ("ul", "ol", "div", "tbody", "table", "dl", "section", "main")


def says_empty(text: str) -> bool:
    """Tell whether a page says itself that its list has no entries."""
    return bool(_EMPTY.search(text))


def needs_browser(root: html.HtmlElement, text: str) -> str | None:
    """Return why a page without entries is one which only a script fills in, as a sentence; None where nothing says so.

    `text` is the page's source. The signs, the surest first: an element into which a program mounts the whole page;
    a template's marks; an empty element that is named as lists are, beside a script that asks an address.
    """
    bundles = [str(source) for source in root.xpath("//script/@src")]
    visible = len("".join(_visible(root).split()))
    mount = next((one for one in root.iter("div") if str(one.get("id") or "").lower() in _ROOTS), None)
    if mount is not None and visible < _LITTLE and (bundles or root.xpath("//script[not(@src)]")):
        shown = f" with the script {bundles[-1]}" if bundles else ""
        return _advice(f'the page is an empty <div id="{mount.get("id")}">{shown}')
    asked = _ADDRESS.search(text)
    if template := _TEMPLATE.search(text):
        address = f" from {asked[1]}" if asked else ""
        return _advice(f"the list is a template ({template[0].strip()[:40]}) that a script fills{address}")
    if (empty := _empty_list(root)) is not None and (asked or _ASKS.search(text)):
        address = asked[1] if asked else "an address that is put together in the script"
        return _advice(f"<{empty.tag} {_named(empty)}> is empty, and a script asks {address} for the entries")
    if visible < _LITTLE // 3 and bundles:
        return _advice(f"the page has next to no text and the script {bundles[-1]}")
    return None


def _advice(what: str) -> str:
    return f"{what}; set options.browser = true in the entry, or save the list in a browser and import its reports"


def _empty_list(root: html.HtmlElement) -> html.HtmlElement | None:
    for element in root.iter(*_MOUNTED):
        named = _LISTS.search(f"{element.get('id') or ''} {element.get('class') or ''}")
        if named and not len(element) and not str(element.text or "").strip():
            return element
    return None


def _named(element: html.HtmlElement) -> str:
    kind = "id" if element.get("id") else "class"
    return f'{kind}="{str(element.get(kind))[:40]}"'


def _visible(root: html.HtmlElement) -> str:
    parts = root.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return "".join(str(part) for part in parts[:5000])
