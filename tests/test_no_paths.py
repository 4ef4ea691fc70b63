"""No file of the project holds a path of somebody's machine or the address of a package index."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Written in pieces, so that this file may be searched like all others.
MACHINE = re.compile("|".join(["/" + "work/", "/" + r"root/[.\w]", "/" + r"home/\w+/", "/" + r"Users/\w+/"]))
INDEX = re.compile(
    "|".join([r"https?://\S*/sim" + r"ple\b", "python" + "hosted", "index" + "-url", "find" + "-links", r"/opt/\w*py" + "pi"])
)


def tracked() -> list[Path]:
    """Files that git tracks, or would."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for path in (ROOT / name for name in listed.stdout.split("\0") if name) if path.is_file()]


@pytest.mark.parametrize("pattern", [MACHINE, INDEX], ids=["paths of a machine", "addresses of an index"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []
