"""Reads a release as a stranger would, by what its README says and nothing else."""

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from xml.etree import ElementTree as ET

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def records(text):
    """Return the records of CSV text: None where a cell has no characters at all, '' where it has two quotes."""
    rows, row, place = [], [], 0
    while place < len(text):
        if text[place] == '"':
            cell, place = _quoted(text, place + 1)
        else:
            end = min(found for found in (text.find(mark, place) for mark in ",\r\n") if found >= 0)
            cell, place = text[place:end] or None, end
        row.append(cell)
        if text[place] == ",":
            place += 1
            continue
        place += 2 if text[place] == "\r" else 1
        rows.append(row)
        row = []
    return rows


def _quoted(text, place):
    cell = ""
    while True:
        end = text.index('"', place)
        cell += text[place:end]
        if text[end + 1 : end + 2] != '"':
            return cell, end + 1
        cell, place = cell + '"', end + 2


def table(release, name):
    """Return header and records of a table's CSV."""
    rows = records(gzip.decompress((release / "csv" / f"{name}.csv.gz").read_bytes()).decode("utf-8"))
    return rows[0], rows[1:]


def descriptor(release):
    return json.loads((release / "datapackage.json").read_text("utf-8"))


def query(release, sql):
    with closing(sqlite3.connect(release / "archive.db")) as db:
        return db.execute(sql).fetchall()


def stored(release, name):
    """Return all rows of a table or view of the release's database."""
    return query(release, f"SELECT * FROM {name}")  # noqa: S608 (a name of the schema)


def sheet(workbook, number):
    """Return the cells of a worksheet as {reference: (type, text)}."""
    with zipfile.ZipFile(workbook) as pack:
        tree = ET.fromstring(pack.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 (our own file)
    cells = {}
    for cell in tree.iter(f"{SHEET}c"):
        assert cell.find(f"{SHEET}f") is None, "no cell is a formula"
        words = "".join(node.text or "" for tag in ("t", "v") for node in cell.iter(f"{SHEET}{tag}"))
        cells[cell.get("r")] = (cell.get("t", "n"), words)
    return cells
