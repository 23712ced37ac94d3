"""Addresses of every kind of page, drawn from what an archive holds."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from archive.publication.questions import questions

if TYPE_CHECKING:
    from collections.abc import Callable

# Of a hundred readers' requests, how many ask for each kind of page.
SHARES = {
    "report": 22, "body": 20, "figure": 9, "report with proof": 2, "search": 10, "findings": 5, "question": 6,
    "compare": 4, "codebook entry": 4, "chart": 5, "bodies": 4, "coverage": 1, "home": 3, "capture": 1, "table": 3,
    "report JSON": 1, "body CSV": 1, "feed": 1,
}  # fmt: skip
_SAMPLE = """SELECT r.body, r.year, r.scope, r.report, r.form, substr(r.region, 1, 2) FROM reports AS r
  LEFT JOIN documents AS d ON d.document = r.document
  WHERE r.current = 1 AND coalesce(d.withheld, '') = '' AND r.form <> 'F2014'"""
_WORDS = (
    "征地", "拆迁", "公开", "财政", "预算", "信访", "疫苗", "学位", "公租房", "12345热线", "营商环境",
    "村民委员会", "古树", "博物馆", "民宿", "矿山", "政府信息公开", "答复", "申请", "审计", "环境", "供暖",
    "APP", "公交", "食品安全", "基层政务公开标准目录", "河道", "非遗", "危化品", "低保",
)  # fmt: skip
_CODES = ("req_new.total", "res_granted.natural", "res_total.total")
_TABLES = ("reports", "requests", "findings", "bodies", "captures", "key_figures", "sections", "disclosure", "problems")


class Addresses:
    """Draws addresses of an archive; the same seed gives the same ones."""

    def __init__(self, archive: Path, seed: int = 1) -> None:
        self._dice = random.Random(seed)  # noqa: S311 (must repeat by seed)
        with closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            self._reports = db.execute(_SAMPLE).fetchall()
            self._indicators = [
                row[0] for row in db.execute("SELECT code FROM indicators WHERE form_table <> 't3.columns'")
            ]
            self._drawn = db.execute("SELECT body, scope FROM key_figures WHERE req_new > 0").fetchall()
            self._captures = [row[0] for row in db.execute("SELECT capture FROM captures ORDER BY capture LIMIT 4000")]
            self._checks = [row[0] for row in db.execute("SELECT check_id FROM checks ORDER BY check_id")]
        self._kinds: dict[str, Callable[[], str]] = {
            "report": self._report, "body": self._body, "figure": self._figure, "report with proof": self._with_proof,
            "search": self._search, "findings": self._findings, "question": self._question, "compare": self._compare,
            "codebook entry": self._entry, "chart": self._chart, "bodies": self._bodies, "coverage": self._coverage,
            "home": self._home, "capture": self._capture, "table": self._table,
            "codebook": lambda: self._plain("/codebook"), "questions": lambda: self._plain("/questions"),
            "downloads": lambda: self._plain("/downloads"), "report JSON": self._json, "body CSV": self._csv,
            "feed": lambda: self._plain("/feeds/reports.atom", province=self._one()[3]),
        }  # fmt: skip

    @property
    def kinds(self) -> list[str]:
        """The kinds of pages there are."""
        return [*self._kinds]

    def of(self, kind: str) -> str:
        """Return an address of a kind."""
        return self._kinds[kind]()

    def mixed(self, count: int) -> list[tuple[str, str]]:
        """Return so many distinct addresses, each with its kind, as readers ask for them."""
        found: dict[str, str] = {}
        while len(found) < count:
            kind = self._dice.choices([*SHARES], [*SHARES.values()])[0]
            found.setdefault(self.of(kind), kind)
        return [(kind, address) for address, kind in found.items()]

    def _language(self) -> str:
        return self._dice.choice(("/zh", "/zh", "/zh", "/en"))

    def _plain(self, path: str, **query: object) -> str:
        given = {key: value for key, value in query.items() if value != ""}
        return f"{self._language()}{path}" + (f"?{urlencode(given)}" if given else "")

    def _one(self) -> tuple[str, int, str, str]:
        body, year, scope, _, _, province = self._dice.choice(self._reports)
        return body, year, scope, province

    def _report(self) -> str:
        body, year, scope, _ = self._one()
        return self._plain(f"/report/{body}/{year}/{scope}")

    def _body(self) -> str:
        return self._plain(f"/body/{self._one()[0]}")

    def _json(self) -> str:
        body, year, scope, _ = self._one()
        return self._plain(f"/report/{body}/{year}/{scope}.json")

    def _csv(self) -> str:
        return self._plain(f"/body/{self._one()[0]}.csv")

    def _figure(self) -> str:
        body, year, scope, _ = self._one()
        return self._plain(f"/figure/{body}/{year}/{self._dice.choice(_CODES)}", scope=scope)

    def _with_proof(self) -> str:
        body, year, scope, _ = self._one()
        return self._plain(f"/report/{body}/{year}/{scope}", figure=self._dice.choice(_CODES))

    def _search(self) -> str:
        dice = self._dice
        words = " ".join(dice.sample(_WORDS, dice.choice((1, 1, 2))))
        year = dice.choice(("", "", dice.randrange(2019, 2026)))
        return self._plain("/search", q=words, year=year, province=dice.choice(("", "", "44")))

    def _findings(self) -> str:
        dice = self._dice
        return self._plain(
            "/findings",
            severity=dice.choice(("", "hard", "soft", "heuristic")),
            check=dice.choice(("", *self._checks)),
            year=dice.choice(("", dice.randrange(2019, 2026))),
            province=dice.choice(("", self._one()[3])),
        )

    def _question(self) -> str:
        question = self._dice.choice([one for one in questions() if one.sql])
        year = self._dice.randrange(2019, 2026)
        named = {one.name: one.default for one in question.parameters}
        return self._plain(f"/questions/{question.name}", **{**named, **({"year": year} if "year" in named else {})})

    def _compare(self) -> str:
        a, b = self._one(), self._one()
        return self._plain("/compare", a="/".join(map(str, a[:3])), b="/".join(map(str, b[:3])))

    def _entry(self) -> str:
        year, scope = self._dice.randrange(2019, 2026), self._dice.choice(("", "whole_area", "own_office"))
        return self._plain(f"/codebook/{self._dice.choice(self._indicators)}", year=year, scope=scope)

    def _chart(self) -> str:
        dice = self._dice
        body, scope = dice.choice(self._drawn)
        ending = dice.choice(("svg", "svg", "csv"))
        if dice.random() < 0.5:
            return self._plain(f"/charts/body/{body}/{scope}/requests.{ending}")
        measure, year = dice.choice(("requests", "denied", "backlog")), dice.randrange(2019, 2026)
        return self._plain(
            f"/charts/country/{measure}/{year}.{ending}", scope=dice.choice(("whole_area", "own_office"))
        )

    def _bodies(self) -> str:
        return self._plain("/bodies", province=self._one()[3], **{"from": self._dice.choice(("", 100, 200))})

    def _coverage(self) -> str:
        return self._plain("/coverage", province=self._dice.choice(("", self._one()[3])))

    def _home(self) -> str:
        return self._plain("/", year=self._dice.choice(("", *range(2019, 2026))))

    def _capture(self) -> str:
        return self._plain(f"/capture/{self._dice.choice(self._captures)}")

    def _table(self) -> str:
        name = self._dice.choice(_TABLES)
        paged = ("", "?_size=20") if name == "requests" else ("", "?_next=100", "?_size=20")
        more = self._dice.choice(paged)
        return f"/archive/{name}{more}"
