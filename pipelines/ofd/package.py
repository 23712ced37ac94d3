"""The package of an OFD: its documents, their pages, the templates and composites that pages use."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.document import Unreadable
from pipelines.ofd.geometry import box
from pipelines.xmlzip import XmlZip, attribute, child, local

MAX_DOCUMENTS = 50
_A4 = (0.0, 0.0, 210.0, 297.0)  # millimetres


@dataclass(slots=True)
class OfdPage:
    """A page with the templates laid under or over it; `area` is left, top, width and height in millimetres."""

    area: tuple[float, float, float, float]
    contents: list[etree._Element]
    composites: dict[str, etree._Element]
    missing: list[str] = field(default_factory=list)  # parts that the package lacks


class OfdDocument:
    """One document of a package."""

    def __init__(self, package: XmlZip, root_name: str) -> None:
        self._package = package
        self._folder = posixpath.dirname(root_name)
        root = package.part(root_name)
        if root is None or child(root, "Pages") is None:
            raise Unreadable(
                "unreadable", f"The OFD's document {root_name} is missing or has no pages; fetch it again."
            )
        self._common = child(root, "CommonData")
        self._pages = [item for item in child(root, "Pages") if local(item) == "Page"]  # type: ignore[union-attr] # looked at above
        self._templates: dict[str, etree._Element | None] = {}
        self._composites: dict[str, etree._Element] = {}
        for item in self._common if self._common is not None else ():
            if local(item) == "TemplatePage":
                self._templates[attribute(item, "ID") or ""] = package.part(self._path(attribute(item, "BaseLoc")))
            elif local(item) in {"PublicRes", "DocumentRes"}:
                self._composites |= self._units(item.text)

    def __len__(self) -> int:
        return len(self._pages)

    def pages(self, most: int) -> Iterator[OfdPage]:
        """Yield the first `most` pages in order."""
        area = box(_text(child(self._common, "PageArea", "PhysicalBox"))) or _A4
        for item in self._pages[:most]:
            name = self._path(attribute(item, "BaseLoc"))
            root = self._package.part(name)
            page = OfdPage(area, [], self._composites)
            if root is None:
                page.missing.append(name)
            else:
                self._fill(page, root)
            yield page

    def _fill(self, page: OfdPage, root: etree._Element) -> None:
        page.area = box(_text(child(root, "Area", "PhysicalBox"))) or page.area
        for item in root:
            name = local(item)
            if name == "Template":
                template = self._templates.get(attribute(item, "TemplateID") or "")
                if template is None:
                    page.missing.append(f"template {attribute(item, 'TemplateID')}")
                elif (content := child(template, "Content")) is not None:
                    page.contents.append(content)
            elif name == "Content":
                page.contents.append(item)
            elif name == "PageRes":
                page.composites = page.composites | self._units(item.text)

    def _units(self, location: str | None) -> dict[str, etree._Element]:
        root = self._package.part(self._path(location))
        if root is None:
            return {}
        return {attribute(unit, "ID") or "": unit for unit in root.iter("{*}CompositeGraphicUnit")}

    def _path(self, location: str | None) -> str:
        return resolve(self._folder, location)


def documents(package: XmlZip) -> Iterator[tuple[OfdDocument, str]]:
    """Yield the package's documents with their titles. Raises Unreadable (encrypted, unreadable, too_large)."""
    if any(name.rpartition("/")[2].lower().startswith(("encryptions", "decryptseed")) for name in package.names):
        raise Unreadable("encrypted", "The OFD is protected; ask the publisher for an open copy and import it.")
    root = package.part("OFD.xml")
    bodies = [item for item in root if local(item) == "DocBody"] if root is not None else []
    if not bodies:
        raise Unreadable("unreadable", "The OFD names no document (OFD.xml); fetch it again.")
    if len(bodies) > MAX_DOCUMENTS:
        raise Unreadable("too_large", f"The OFD holds {len(bodies)} documents, more than {MAX_DOCUMENTS}.")
    for body in bodies:
        name = resolve("", _text(child(body, "DocRoot")))
        yield OfdDocument(package, name), (_text(child(body, "DocInfo", "Title")) or "").strip()


def resolve(folder: str, location: str | None) -> str:
    """Return the name of the part at a location, which is relative to a folder unless it begins with a slash."""
    location = (location or "").strip().replace("\\", "/")
    if location.startswith("/"):
        return posixpath.normpath(location.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, location))


def _text(element: etree._Element | None) -> str | None:
    return element.text if element is not None else None
