"""One ZIP with all that a computer without a network needs: wheels, their hashes, scripts that install them."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pubkpi
from pubkpi.model.errors import WorkError
from pubkpi.model.text import Text
from pubkpi.pipeline.bundle.own_wheel import own_wheel
from pubkpi.pipeline.bundle.requirements import requirements
from pubkpi.pipeline.bundle.targets import Target
from pubkpi.workspace.files import digest, refuse_target, write_aside, zip_entry

_SCRIPTS = {True: ("install.bat", "demo.bat", "shell.bat"), False: ("install.sh", "demo.sh")}


class Bundle(NamedTuple):
    """The ZIP at *path* and its sha256; how many *wheels* it holds, and how many bytes they take when installed."""

    path: Path
    sha256: str
    size: int
    wheels: int
    installed: int


def write_bundle(target: Target, out: Path | None, *, force: bool) -> Bundle:
    """Fetch all libraries for *target* and pack them, with pubkpi, into *out*; its checksum goes into a file beside it.

    UsageError where *out* is there already and nobody forces it, WorkError where a library cannot be fetched.
    """
    name = f"pubkpi-{pubkpi.__version__}-{target.platform}-py{target.digits}"
    path = out or Path(f"{name}.zip")
    refuse_target(path, force=force)
    with TemporaryDirectory() as folder:
        wheels = fetch(target, Path(folder))
        own_name, own = own_wheel()
        (Path(folder) / own_name).write_bytes(own)
        wheels.append(Path(folder) / own_name)
        packed = Path(folder) / "bundle.zip"
        _pack(packed, name, target, wheels)
        data, installed = packed.read_bytes(), sum(map(_unpacked, wheels))
    write_aside(path, data)
    sha256 = digest(data)
    write_aside(path.with_name(f"{path.name}.sha256"), f"{sha256}  {path.name}\n".encode())
    return Bundle(path, sha256, len(data), len(wheels), installed)


def fetch(target: Target, folder: Path) -> list[Path]:
    """The wheels of all libraries for *target*, fetched into *folder* by pip from where it is set to look."""
    entries = requirements(target)
    listing = folder / "requirements.txt"
    listing.write_text("".join(entries), "utf-8")
    words = [
        "download",
        "-q",
        "--no-input",
        "--retries",
        "2",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    system = [word for tag in target.tags for word in ("--platform", tag)]
    python = ["--python-version", target.python, "--implementation", "cp"]
    command = [sys.executable, "-m", "pip", *words, *system, *python, "--dest", str(folder), "-r", str(listing)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or len(wheels) != len(entries):
        raise _unfetched(done.stderr)
    return wheels


def _unfetched(stderr: str) -> WorkError:
    """That pip did not bring everything, with the first reason that it gave."""
    lines = [line.strip().removeprefix("ERROR: ") for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith("WARNING")] or lines or ["pip"]
    what = Text("依赖的库没有下载成功", "the libraries could not be fetched")
    hint = Text(
        "这条命令要联网：在能上网的电脑上运行，或先把 pip 设到单位的软件源。",
        "This command needs a network: run it where there is one, or set pip to an index that can be reached.",
    )
    return WorkError("pip", Text(f"{what.zh}（{errors[-1]}）", f"{what.en} ({errors[-1]})"), hint)


def _pack(path: Path, name: str, target: Target, wheels: list[Path]) -> None:
    """Write the ZIP: a folder *name* with wheels, the list of their hashes, and the scripts of the *target*."""
    lines = [f"./wheels/{wheel.name} --hash=sha256:{digest(wheel.read_bytes())}\n" for wheel in wheels]
    with zipfile.ZipFile(path, "w") as archive:
        for inner, data in [*scripts(target), ("requirements.txt", "".join(lines).encode())]:
            mode = 0o755 if inner.endswith(".sh") else 0o644
            archive.writestr(zip_entry(f"{name}/{inner}", mode=mode), data)
        for wheel in wheels:  # they are compressed already
            archive.writestr(zip_entry(f"{name}/wheels/{wheel.name}", is_packed=False), wheel.read_bytes())


def scripts(target: Target) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of what a user starts or reads; on Windows in the encoding and with the line ends of cmd there."""
    for name in (*_SCRIPTS[target.is_windows], "README.txt"):
        text = files("pubkpi.pipeline.bundle").joinpath(name).read_text("utf-8")
        for sign, word in (("@PYTHON@", target.python), ("@DIGITS@", target.digits), ("@MACHINE@", target.machine)):
            text = text.replace(sign, word)
        yield name, text.replace("\n", "\r\n").encode("gb18030") if target.is_windows else text.encode()


def _unpacked(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        return sum(entry.file_size for entry in archive.infolist())
