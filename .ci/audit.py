"""Checks the locked dependencies: each has its hash and names no address, and none has a known hole that is mended.

Exits with 1 on a fault. A database of holes that cannot be reached is said, and is a fault only with --must-reach.
"""

# ruff: noqa: T201 - it is a command
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
PACKAGES = ROOT / "package-lock.json"

PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[\w,.-]+\])?==[^\s;]+(\s*;[^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
UNREACHABLE = re.compile(r"ConnectionError|ConnectError|Timeout|ServiceError|ProxyError|SSLError")
SECONDS = 600


def hash_faults(file: Path) -> Iterator[str]:
    """What is wrong with a file of requirements, each with its line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        first, parts = number + 1, []
        while number < len(lines):
            parts.append(lines[number].strip())
            number += 1
            if not parts[-1].endswith("\\"):
                break
        text = " ".join(part.removesuffix("\\").strip() for part in parts)
        if not text or text.startswith("#"):
            continue
        named, *options = text.split(" --")
        if not PINNED.fullmatch(named.strip()):
            yield f"{file.name}:{first}: {named.strip()[:60]!r} is no pinned requirement: run `make lock`"
        elif not options or not all(HASH.fullmatch(f"--{option.strip()}") for option in options):
            yield f"{file.name}:{first}: {named.strip()} needs its sha256 hashes, and nothing else: run `make lock`"


def package_faults(file: Path) -> Iterator[str]:
    """What is wrong with npm's lock file."""
    for name, package in json.loads(file.read_text(encoding="utf-8"))["packages"].items():
        if name and not package.get("link") and not str(package.get("integrity", "")).startswith("sha512-"):
            yield f"{file.name}: {name} has no sha512 hash"
        if "resolved" in package:
            yield f"{file.name}: {name} names an address: take `resolved` out"


def audited(files: list[Path], osv_url: str | None) -> list[dict[str, Any]] | None:
    """The dependencies with what is known of them; None where the database cannot be reached."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--vulnerability-service=osv",
        "--disable-pip",
        "--require-hashes",
    ]
    command += ["--format=json", "--progress-spinner=off", *(f"--requirement={file}" for file in files)]
    command += [f"--osv-url={osv_url}"] if osv_url else []
    run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - ours
    try:
        dependencies: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    except ValueError:
        said = run.stderr.strip().splitlines() or ["nothing was said"]
        if UNREACHABLE.search(run.stderr):
            return None
        sys.exit(f"pip-audit did not work: {said[-1]}")
    return dependencies


def report(dependencies: list[dict[str, Any]]) -> Iterator[str]:
    """The holes that are mended in a later version; the others are printed only."""
    for dependency in dependencies:
        for hole in dependency.get("vulns", ()):
            what = f"{dependency['name']} {dependency['version']} has {hole['id']}"
            if hole["fix_versions"]:
                yield f"{what}, mended in {', '.join(hole['fix_versions'])}: run `make lock`"
            else:
                print(f"note: {what}, which is mended in no version yet")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="files of requirements; without any: all of them")
    parser.add_argument("--osv-url", help="another database of holes")
    parser.add_argument("--must-reach", action="store_true", help="fail where the database cannot be reached")
    given = parser.parse_args()
    files = given.files or [*REQUIREMENTS]
    faults = [fault for file in files for fault in hash_faults(file)]
    if not given.files:
        faults += package_faults(PACKAGES)
    if not faults:
        print("Every requirement is pinned and has its hash; none names an address.")
        known = audited(files, given.osv_url)
        if known is not None:
            faults += report(known)
            print(f"{len(known)} dependencies were looked up in the database of known holes.")
        elif given.must_reach:
            faults.append("the database of known holes cannot be reached")
        else:
            print("NOT AUDITED: the database of known holes cannot be reached from here.", file=sys.stderr)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
