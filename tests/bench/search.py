"""Search pages on the simulated archive: some sixty searches of every kind, each with a cold cache and warm."""

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from statistics import median
from urllib.parse import urlencode

from archive.builds import Build, current_build
from archive.search import rows_of_year
from tests.bench._server import Server, forget_files, serving
from tests.bench._simulated import ensure, folder
from tests.bench.pages import fetch, high

OK = 200
WITHIN = 300.0  # milliseconds
KINDS: dict[str, tuple[str, ...]] = {
    "one character": ("的", "公", "税", "鑫"),
    "a common word": ("公开", "政府", "信息公开", "政府信息公开", "政府信息公开工作"),
    "several words": ("政府 信息 公开 工作", "信息公开 申请 答复", "不予公开 商业秘密", "网站 培训 2023"),
    "a phrase": ("“政府信息公开申请”", "“公开工作”", "公开政府信息", "息公开政"),
    "with digits and Latin": ("2024年", "12件", "2023年12", "OA", "2021 网站", "第1"),
    "an exclusion": ("公开 -诉讼", "政府信息公开 -行政复议", "信息 -网站", "工作 -的"),
    "a name": ("福州", "教育局", "福州教育局", "人民政府", "鼓楼区 财政局"),
    "pinyin": ("fuzhou", "fzs", "jiaoyuju", "chongqing", "xm"),
    "a code, a year, an indicator": ("350100", "2023", "req_new", "不予公开"),
    "nothing": ("龘龘", "信息政公开府", "没有这个词 公开", "zzzz"),
}
NARROW = (("政府信息公开", {"year": "2022"}), ("的", {"province": "44"}), ("公开 工作", {"level": "county"}),
          ("信息公开", {"year": "2023", "province": "35", "level": "township"}))  # fmt: skip
FROM_TEXTS = 20  # searches cut from texts that the archive has


def run() -> Iterator[str]:
    """Yield one line for each kind of search, and one for all, cold and warm."""
    yield from ensure()
    data = folder()
    build = current_build(data)
    if build is None:
        return
    cold: list[float] = []
    warm: list[float] = []
    with serving(data) as server:
        fetch(server.port, "/search")
        for kind, asked in _kinds(build).items():
            first = []
            for address in asked:
                forget_files(data)
                first.append(_taken(server, address))
            busy = server.busy
            again = [_taken(server, address) for address in asked * 3]
            cpu = (server.busy - busy) / len(again) * 1000
            cold, warm = [*cold, *first], [*warm, *again]
            words = f"cold median {median(first):.0f}, most {max(first):.0f}; warm median {median(again):.0f}"
            yield f"        {kind} ({len(asked)}): {words}, p95 {high(again):.0f} ms; {cpu:.0f} ms of CPU"
    for name, taken in (("cold", cold), ("warm", warm)):
        word = "reached" if high(taken) <= WITHIN else "MISSED"
        words = f"p50 {median(taken):.0f} ms, p95 {high(taken):.0f} ms (at most {WITHIN:g}), most {max(taken):.0f} ms"
        yield f"{word}: {len(taken)} searches {name}: {words}"


def _taken(server: Server, address: str) -> float:
    status, taken = fetch(server.port, address)
    if status != OK:
        raise RuntimeError(f"{address} answered {status}")
    return taken


def _kinds(build: Build) -> dict[str, list[str]]:
    """Return the addresses of the searches, by kind."""
    kinds = {kind: [_address(q=query) for query in queries] for kind, queries in KINDS.items()}
    with closing(sqlite3.connect(f"{build.archive.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        kinds["cut from texts"] = [_address(q=query) for query in _cut(db)]
    kinds["narrowed"] = [_address(q=query, **narrow) for query, narrow in NARROW]
    newest, _ = rows_of_year(2022)
    kinds["a page far on"] = [_address(q=query, **{"from": str(newest), "at": "9000"}) for query in ("的", "信息公开")]
    return kinds


def _address(**query: str) -> str:
    return f"/zh/search?{urlencode(query)}"


def _cut(db: sqlite3.Connection) -> Iterator[str]:
    """Yield words and phrases of two to eight characters as the texts have them, the same in every run."""
    dice = random.Random(20240501)  # noqa: S311 (the same in every run)
    numbers = [row[0] for row in db.execute("SELECT report FROM reports ORDER BY report LIMIT 2000")]
    for number in dice.sample(numbers, FROM_TEXTS):
        texts = db.execute("SELECT text FROM sections WHERE report = ? ORDER BY length(text) DESC", (number,))
        words = re.findall(r"[\u4e00-\u9fff]{2,}", texts.fetchone()[0])
        word = dice.choice(words)
        start = dice.randrange(len(word) - 1)
        yield word[start : start + dice.randint(2, 8)]
