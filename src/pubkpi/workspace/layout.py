"""A new workspace: its marker, the starter specs, and the folders that a user fills."""

import shutil
from pathlib import Path

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.settings import MARKER
from pubkpi.workspace.starter import starter

_SETTINGS = """\
# pubkpi 工作区。命令行参数优先，其次环境变量 PUBKPI_*，再次本文件。
# A pubkpi workspace. A flag wins, then PUBKPI_* in the environment, then this file.

[score]
scorecard = "department_2024"   # kpi_specs/department_2024.yaml

[ingest]
reject_limit = 0.05             # 拒收行超过这个比例，整个文件不入库

[report]
lang = "zh"                     # zh | en
organisation = ""               # 报告抬头的单位名称
author = ""                     # 报告的编制人
"""
_SURVEYS = """\
# 问卷星：哪一题对应哪个指标，哪些回答算满意、算有效。文字版和序号版的写法都列上。
# 问卷星: which question feeds the measure, and what its answers mean, by text and by number.
surveys:
  satisfaction:
    question: 总体是否满意
    satisfied: [非常满意, 满意, "1", "2"]
    valid: [非常满意, 满意, 一般, 不满意, 非常不满意, "1", "2", "3", "4", "5"]
"""


def make(root: Path) -> None:
    """Lay out a workspace in *root*; UsageError when there is one already. Nothing that exists is overwritten."""
    if (root / MARKER).exists():
        raise UsageError(str(root), Text("这里已经是工作区", "this is a workspace already"))
    if root.is_file():
        raise UsageError(str(root), Text("这是一个文件，不是文件夹", "this is a file, not a folder"))
    for folder in ("data", "inbox", "reports"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    if not (root / "kpi_specs").exists():
        shutil.copytree(starter("kpi_specs"), root / "kpi_specs")
    if not (root / "surveys.yaml").exists():
        write_aside(root / "surveys.yaml", _SURVEYS.encode())
    # the marker last: a folder that has it is whole
    write_aside(root / MARKER, _SETTINGS.encode())


_DEMO = "# pubkpi demo\n"


def make_demo(root: Path) -> None:
    """Lay out a workspace for the demo in *root*, or take the one that an earlier demo made."""
    marker = root / MARKER
    if not (marker.is_file() and marker.read_bytes().startswith(_DEMO.encode())):
        make(root)
        write_aside(marker, (_DEMO + _SETTINGS).encode())


def add_samples(root: Path) -> Path:
    """Copy the sample exports into the workspace *root*; the folder that they are in."""
    samples = starter("sample_data")
    shutil.copytree(samples / "exports", root / "inbox", dirs_exist_ok=True)
    write_aside(root / "surveys.yaml", (samples / "surveys.yaml").read_bytes())
    return root / "inbox"
