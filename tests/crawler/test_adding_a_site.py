"""The page on adding a site is proven: its commands are run as they stand there, against the sample web."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from crawler.registry import load_registry
from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import ROOT

DOC = (ROOT / "docs" / "adding-a-site.md").read_text("utf-8")
BODY = "示例省人民政府"
# The sample web lies on no government's host, which `add` must be told; nothing else is altered.
NIANBAO = """
nianbao() {
  local more=()
  [[ "$1 $2" == "sites add" ]] && more=(--host "$HOST")
  echo "--- $*"
  "$PYTHON" -c "from archive.cli import main; main(prog_name='nianbao')" "$@" "${more[@]}"
}
"""


def test_every_command_of_the_page_works_in_its_order(tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    script, replaced = re.subn(r"^LIST=.*$", 'LIST="$SAMPLE"', "".join(blocks), flags=re.MULTILINE)
    assert replaced == 1
    with SampleWeb() as web:
        site = next(one for one in load_registry(web.write_registry(tmp_path / "sample.toml")) if one.body == BODY)
        with urlopen(site.list) as page:  # noqa: S310 (our own loopback server)
            (tmp_path / "saved.html").write_bytes(page.read())
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", NIANBAO + script],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            cwd=tmp_path,
            env=environment(tmp_path, SAMPLE=site.list, HOST=site.hosts[0]),
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [line.removeprefix("--- ") for line in ran.stdout.splitlines() if line.startswith("--- ")] == [
        line.removeprefix("nianbao ").replace('"$LIST"', site.list).strip()
        for line in script.splitlines()
        if line.startswith("nianbao ")
    ]
    assert "the registry is valid" in ran.stdout
    assert re.search(r"7 reports listed", ran.stdout)
    (added,) = load_registry(tmp_path / "mine.toml")
    assert (added.list, added.body, added.family, added.region) == (site.list, BODY, site.family, site.region)
    assert added.verified is not None
    assert added.id in ran.stdout.splitlines()[-1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "NIANBAO_LANG": "en",
        "LANG": "C.UTF-8",
        **more,
    }


def test_the_entry_that_the_page_shows_is_a_valid_one(tmp_path):
    (entry,) = re.findall(r"^```toml\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    path = tmp_path / "shown.toml"
    path.write_text(entry, "utf-8")
    (site,) = load_registry(path)
    assert (site.id, site.list_from) == ("nx-nxjy", "seen")


def test_every_option_that_the_page_explains_is_read(tmp_path):
    keys = re.findall(r"^\| `([^`]*=[^`]*)` \|", DOC, re.MULTILINE)
    assert len(keys) == 13
    for number, key in enumerate(keys):
        path = tmp_path / f"{number}.toml"
        entry = f'[[site]]\nid = "a"\nbody = "b"\nregion = "640424"\nlist = "http://a.gov.cn/"\nfamily = "trs"\n{key}\n'
        path.write_text(entry, "utf-8")
        assert load_registry(path), key
