"""`pubkpi bundle`: all that a computer without a network needs, as one ZIP."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import Force

_PLATFORM = "win_amd64|manylinux_2_28_aarch64|manylinux_2_28_x86_64"


def run(
    platform: Annotated[
        str, typer.Option(metavar=_PLATFORM, help=t("装在哪种系统上", "The system that it is for"))
    ] = "win_amd64",
    python: Annotated[
        str, typer.Option(metavar="3.12", help=t("那里的 Python 版本", "The Python that is there"))
    ] = "3.12",
    out: Annotated[Path | None, typer.Option(help=t("写到哪里", "Where to write it"))] = None,
    force: Force = False,
) -> None:
    """Fetch the libraries for *platform* and pack them with pubkpi."""
    from pubkpi.pipeline.bundle.bundle import write_bundle
    from pubkpi.pipeline.bundle.targets import target

    meant = target(platform, python)
    console.say(
        t(
            "正在下载依赖的库，约 200 MB。只有这一条命令要联网……",
            "Fetching the libraries, some 200 MB. No other command needs a network ...",
        )
    )
    made = write_bundle(meant, out, force=force)
    console.out(str(made.path))
    sizes = made.size / 1e6, made.installed / 1e6
    console.say(
        t(
            f"{made.wheels} 个库，压缩包 {sizes[0]:.0f} MB，装好后约 {sizes[1]:.0f} MB。SHA-256：{made.sha256}",
            f"{made.wheels} wheels, {sizes[0]:.0f} MB, some {sizes[1]:.0f} MB when installed. SHA-256: {made.sha256}",
        )
    )
    console.say(
        t(
            "把它和 Python 安装文件拷到目标电脑，解压后运行其中的 install。",
            "Take it to the other computer with Python's installer, unpack it, and run install there.",
        )
    )
