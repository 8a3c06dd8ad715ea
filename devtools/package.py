"""The program as a package: built, installed aside, and made to play a whole ticket from there.

Rules that hold here: what is proved is the installed files, away from the checkout and its
environment; nothing is installed into the machine itself.
"""

import os
import shutil
import sys
import tomllib
from pathlib import Path

from devtools import debian
from devtools.places import BIN, BUILD, PACKAGING, ROOT
from devtools.programs import in_sight, quietly
from devtools.say import Trouble, say, timed

FOLDER = BUILD / "package/rxlane"
PROOF = BUILD / "package-proof"
MB = 1_000_000


def build() -> int:
    """Build for this platform, prove it; 0 when the packaged program sold a ticket."""
    if FOLDER.parent.exists():
        shutil.rmtree(FOLDER.parent)
    with timed("Collecting the program into one folder with PyInstaller (a minute)"):
        quietly(
            [
                BIN / "pyinstaller",
                *("--noconfirm", "--clean", "--log-level", "WARN"),
                *("--distpath", FOLDER.parent, "--workpath", BUILD / "pyinstaller"),
                ROOT / "build.spec",
            ],
            "The last lines above say what could not be collected.",
        )
    say(f"[dev] {FOLDER}: {_size(FOLDER) / MB:.0f} MB")
    return _prove(_installed())


def version() -> str:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


def _installed() -> Path:
    """Make this platform's installer, install it aside, and give the program's path there."""
    if sys.platform.startswith("linux") and shutil.which("dpkg-deb"):
        with timed("Making the Debian package"):
            package = debian.package(FOLDER, version(), BUILD / "package")
        say(f"[dev] {package}: {package.stat().st_size / MB:.0f} MB")
        return debian.unpacked(package, BUILD / "package/installed") / "usr/bin/rxlane"
    if sys.platform == "win32":
        return _installed_on_windows()
    say("[dev] No installer is made on this platform; the folder itself is proved.")
    return FOLDER / "rxlane"


def _installed_on_windows() -> Path:
    compiler = shutil.which("iscc") or r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe"
    if not Path(compiler).exists():
        say("[dev] Inno Setup 6 is not installed: no installer; the folder itself is proved.")
        return FOLDER / "rxlane.exe"
    with timed("Making the installer with Inno Setup"):
        script = PACKAGING / "windows/installer.iss"
        quietly([compiler, "/Qp", f"/DVersion={version()}", script], "See the lines above.")
    target = BUILD / "package/installed"
    installer = BUILD / f"package/rxlane-{version()}-setup.exe"
    with timed("Installing it aside"):
        quiet = ("/VERYSILENT", "/CURRENTUSER", "/NORESTART", "/NOICONS", f"/DIR={target}")
        quietly([installer, *quiet], "The installer refused.")
    return target / "rxlane.exe"


def _prove(program: Path) -> int:
    """The installed program says its version, looks at the machine, and sells one ticket."""
    if PROOF.exists():
        shutil.rmtree(PROOF)
    home = PROOF / "home"
    home.mkdir(parents=True)
    said = quietly([program, "--version"], "The packaged program does not start.").strip()
    if said != f"rxlane {version()}":
        raise Trouble(f"The packaged program calls itself {said!r}.")
    alone = {"HOME": str(home), "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home)}
    alone |= {"PYTHONPATH": "", "VIRTUAL_ENV": "", "PATH": os.defpath}
    if sys.platform == "win32":
        del alone["PATH"]  # system libraries are found through it
    say("[dev] rxlane doctor (what it finds missing is this machine's, and is not judged here)")
    in_sight([program, "doctor", "--demo"], alone, cwd=home)
    with timed("Playing a ticket with the installed program"):
        ticket: list[str | Path] = [program, "counter", "--demo", "--scripted", "--out", PROOF]
        status = in_sight(ticket, alone, cwd=home)
    say(f"[dev] Packaged program: {'ok' if status == 0 else 'FAILED'}")
    return status


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
