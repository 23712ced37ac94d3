"""The examples for operators (docs/examples) do what they say, as far as this machine has the programs for it."""

import configparser
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.conftest import ROOT, captures
from tests.crawler.web import REPORTS, publish

EXAMPLES = ROOT / "docs" / "examples"
INSTALLED = "/opt/nianbao/.venv/bin/nianbao"
NIANBAO = Path(sys.executable).with_name("nianbao")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_units_and_the_timer(tmp_path):
    for name in ("nianbao.service", "nianbao.timer", "nianbao-serve.service"):
        unit = (EXAMPLES / name).read_text("utf-8").replace(INSTALLED, str(NIANBAO))
        (tmp_path / name).write_text(unit, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "nianbao" not in run.stdout + run.stderr  # what it says of this machine's own units is not ours
    when = re.search(r"OnCalendar=(.*)", (tmp_path / "nianbao.timer").read_text("utf-8"))
    assert when
    next_time = subprocess.run(["systemd-analyze", "calendar", when[1]], capture_output=True, check=False, timeout=60)
    assert next_time.returncode == 0


def test_the_cron_line_collects_builds_and_exports_with_nothing_in_its_environment(web, registry, tmp_path, data):
    """Run as cron does it: by sh, with its few variables; only the paths are this test's and the sites its own."""
    publish(web, *REPORTS)
    (line,) = [line for line in (EXAMPLES / "nianbao.cron").read_text("utf-8").splitlines() if line.startswith("30 ")]
    *_, user, command = line.split(maxsplit=6)
    assert user == "nianbao"
    assert "%" not in command  # cron would take it for the end of the line
    (tmp_path / "environment").write_text("NIANBAO_LANG=en\nNIANBAO_CONTACT=https://example.org/a\n", "utf-8")
    data.root.mkdir()
    ours = {
        "/etc/nianbao/environment": str(tmp_path / "environment"),
        f"{INSTALLED} update": f"{NIANBAO} update --sites {registry()}",
        "/var/lib/nianbao": str(data.root),
    }
    for theirs, own in ours.items():
        assert theirs in command
        command = command.replace(theirs, own)
    environment = {"HOME": str(tmp_path), "LOGNAME": "nianbao", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr
    assert len(captures(data)) == 4
    assert (data.current / "archive.db").exists()
    (agent,) = {headers["User-Agent"] for _, headers in web.seen}
    assert "+https://example.org/a" in agent


def test_the_container_script_is_one(tmp_path):
    script = EXAMPLES / "container.sh"
    assert subprocess.run(["/bin/sh", "-n", str(script)], check=False).returncode == 0
    again = subprocess.run(["/bin/sh", str(script), str(tmp_path)], capture_output=True, text=True, check=False)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)


def test_scrapyd_finds_the_project_and_listens_on_loopback_only():
    config = configparser.ConfigParser()
    config.read([EXAMPLES / "scrapyd.conf", ROOT / "scrapy.cfg"], "utf-8")
    assert config["scrapyd"]["bind_address"] == "127.0.0.1"
    assert importlib.import_module(config["settings"]["default"]).BOT_NAME == "nianbao"
