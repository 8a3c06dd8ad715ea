"""The Debian package: the folder in /opt, one command, one entry of the menu, who may use devices.

Rules that hold here: the package depends on the libraries that PyInstaller's folder leaves to the
system, by the same list that dev.py installs; files belong to root, whoever builds.
"""

import hashlib
import os
import shutil
from pathlib import Path

from devtools.places import PACKAGING, ROOT
from devtools.programs import quietly
from devtools.system_packages import RUN_PACKAGES, listed

NAME = "rxlane"
DPKG = "dpkg-deb is part of every Debian and Ubuntu."


def package(folder: Path, version: str, into: Path) -> Path:
    """Build `rxlane_VERSION_ARCH.deb` from PyInstaller's folder."""
    architecture = quietly(["dpkg", "--print-architecture"], DPKG).strip()
    tree = into / "debian"
    _lay_out(folder, tree)
    control = tree / "DEBIAN"
    control.mkdir()
    text = (PACKAGING / "debian/control").read_text(encoding="utf-8")
    told = text.format(
        version=version,
        architecture=architecture,
        size=sum(path.lstat().st_size for path in tree.rglob("*")) // 1024,
        depends=",\n ".join(_depends()),
    )
    (control / "control").write_text(told, encoding="utf-8")
    (control / "md5sums").write_text(_sums(tree), encoding="utf-8")
    made = into / f"{NAME}_{version}_{architecture}.deb"
    quietly(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", tree, made], DPKG)
    shutil.rmtree(tree)
    return made


def unpacked(made: Path, root: Path) -> Path:
    """The package's files under a folder of their own, as they would be under `/`."""
    quietly(["dpkg-deb", "--extract", made, root], DPKG)
    return root


def _lay_out(folder: Path, tree: Path) -> None:
    shutil.copytree(folder, tree / "opt" / NAME, symlinks=True)
    command = tree / "usr/bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(f"../../opt/{NAME}/{NAME}")
    for source, place in (
        (PACKAGING / "debian/rxlane.desktop", "applications/rxlane.desktop"),
        (PACKAGING / "debian/copyright", f"doc/{NAME}/copyright"),
        (ROOT / "resources/icons/rxlane.png", "icons/hicolor/256x256/apps/rxlane.png"),
        (ROOT / "resources/icons/rxlane.svg", "icons/hicolor/scalable/apps/rxlane.svg"),
    ):
        _put(source, tree / "usr/share" / place)
    _put(PACKAGING / "udev/70-rxlane.rules", tree / "usr/lib/udev/rules.d/70-rxlane.rules")
    for path in tree.rglob("*"):
        if not path.is_symlink():
            program = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if program else 0o644)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copyfile(source, target)


def _depends() -> list[str]:
    """Never an older C library than the one that the folder was built against."""
    libc = (os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36").split()[1]
    return [
        f"libc6 (>= {libc})",
        "libstdc++6",
        *(" | ".join(names) for names in listed(RUN_PACKAGES)),
    ]


def _sums(tree: Path) -> str:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(tree)}\n"
        for path in files
        if "DEBIAN" not in path.relative_to(tree).parts
    )
