"""A disk that is full, two crawls of one store, and the stores of two machines joined."""

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

from archive.datadir import DataDir
from archive.records import Role
from archive.store.index import CaptureIndex
from archive.store.verifying import verify
from crawler.due import in_shard
from crawler.registry import Site, load_registry
from tests.crawler.conftest import NIANBAO, captures, run_command
from tests.crawler.web import Answer, by_path, many, publish, trs_list
from tests.generators.reports import report_html

LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
os.execv(sys.argv[1], sys.argv[1:])
"""


def errors(data):
    with CaptureIndex(data) as index:
        return verify(data, index, lambda _: None).errors


def test_a_full_disk_ends_the_crawl_with_its_reason_and_the_next_one_completes(web, data, registry, command, crawl):
    """A limit on the size of files stands for the disk: what is written last does not fit, in part or at all."""
    dice = random.Random(7)  # noqa: S311 (bytes that do not pack)
    entries = [
        (f"./202401/W02024011{number}.pdf", f"示例县人民政府202{number}年政府信息公开年度报告", "")
        for number in range(4)
    ]
    web.pages["/nb/"] = Answer(trs_list(*entries))
    for href, _, _ in entries:
        web.pages["/nb/" + href.removeprefix("./")] = Answer(
            b"%PDF-1.7" + dice.randbytes(200_000), kind="application/pdf"
        )
    run = run_command([sys.executable, "-c", LIMITED, *command(registry())])
    assert run.returncode != 0
    assert "captures cannot be written" in run.stderr
    assert "make room" in run.stderr
    assert "Traceback" not in run.stderr
    kept = by_path(captures(data), web)
    assert "/nb/" in kept
    assert 1 <= sum(path.endswith(".pdf") for path in kept) < 4
    assert errors(data) == []
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    full = Counter(c.url.removeprefix(web.url) for c in captures(data) if c.status == 200 and not c.refers_to)
    assert all(full[path] == 1 for path in web.pages)
    assert errors(data) == []


def test_two_crawls_of_one_store_at_once_damage_nothing(web, data, registry, command):
    publish(web, *many(6))
    path = registry()
    crawls = [
        subprocess.Popen(command(path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in crawls]
    codes = [process.returncode for process in crawls]
    assert 0 in codes, said
    for code, words in zip(codes, said, strict=True):  # one may have begun when the other had ended
        assert code == 0 or "another crawl" in words
    assert "Traceback" not in "".join(said)
    found = captures(data)
    assert {f"{web.url}{page}" for page in web.pages} <= {capture.url for capture in found}
    assert not list(data.warc.glob("*.open"))
    assert errors(data) == []


def _site(number: int) -> Site:
    address = f"https://{'www' if number % 2 else 'zwgk'}.{number // 2}-county.gov.cn/nb/"
    return Site(id=f"s-{number}", body="b", region="990101", list=address, family="trs")


def test_shards_are_disjoint_and_complete_and_new_sites_move_no_old_one():
    sites = [_site(number) for number in range(600)]
    for of in (1, 2, 7):
        shares = [{site.id for site in sites if in_shard(site, number, of)} for number in range(1, of + 1)]
        assert sum(map(len, shares)) == len(set.union(*shares)) == len(sites)
        assert min(map(len, shares)) > len(sites) / of / 2  # no machine is idle
    before = {site.id for site in sites[:300] if in_shard(site, 2, 7)}
    assert before == {site.id for site in sites if in_shard(site, 2, 7)} & {site.id for site in sites[:300]}
    for one, other in zip(sites[::2], sites[1::2], strict=True):
        assert in_shard(one, 1, 3) == in_shard(other, 1, 3)  # both names belong to one domain


def _reports(data: DataDir) -> list[tuple[object, ...]]:
    run = run_command([*NIANBAO, "build", "--data", str(data.root)])
    assert run.returncode == 0, run.stderr
    with closing(sqlite3.connect(data.current / "archive.db")) as db:
        query = """SELECT r.body, r.year, f.code, f."column", f.value FROM reports r
            JOIN figures f ON f.report = r.report ORDER BY 1, 2, 3, 4"""
        return db.execute(query).fetchall()


def test_two_machines_with_a_shard_each_are_joined_to_the_same_archive(web, data, registry, tmp_path):
    entries = {}
    for number, host in enumerate(("127.0.0.1", "localhost"), 1):
        body = f"示例省甲州市第{number}镇人民政府"
        title = f"{body}2023年政府信息公开工作年度报告"
        publish(web, (f"./202401/t20240110_{number}.html", title, "2024-01-10"), prefix=f"/{number}/")
        web.pages[f"/{number}/202401/t20240110_{number}.html"] = Answer(report_html(body, 2023, seed=number))
        address = f"http://{host}:{web.port}/{number}/"
        entries[number] = {"body": f'"{body}"', "list": f'"{address}"', "hosts": f'["{host}:{web.port}"]'}
    path = registry(*entries.values())
    one, other = load_registry(path)
    of = next(
        of
        for of in range(2, 50)
        if [in_shard(one, n, of) for n in range(1, of)] != [in_shard(other, n, of) for n in range(1, of)]
    )
    machines = []
    for site in (one, other):
        number = next(number for number in range(1, of + 1) if in_shard(site, number, of))
        machine = DataDir(tmp_path / f"machine-{number}")
        machines.append(machine)
        shard = ["--shard", f"{number}/{of}", "--data", str(machine.root)]
        run = run_command([*NIANBAO, "crawl", "--sites", str(path), *shard])
        assert run.returncode == 0, run.stderr
        assert {capture.context.site for capture in captures(machine)} == {site.id}
    merge = [*NIANBAO, "merge", *(str(machine.root) for machine in machines), "--data", str(data.root)]
    assert run_command(merge).returncode == 0
    joined = captures(data)
    again = run_command(merge)
    assert "0 files copied, 2 already held" in again.stdout
    assert captures(data) == joined
    assert errors(data) == []
    whole = DataDir(tmp_path / "whole")
    run = run_command([*NIANBAO, "crawl", "--sites", str(path), "--data", str(whole.root)])
    assert run.returncode == 0, run.stderr

    def seen(held):
        return {(c.url, c.digest, c.context.site) for c in held if c.context.role is not Role.ROBOTS}

    assert seen(captures(whole)) == seen(joined)
    figures = _reports(data)
    assert len(figures) > 200
    assert figures == _reports(whole)
