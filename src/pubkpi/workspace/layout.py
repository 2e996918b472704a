"""A new workspace: its marker, the starter specs, and the folders that a user fills."""

import json
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.files import make_folder, write_aside
from pubkpi.workspace.settings import MARKER
from pubkpi.workspace.starter import starter

_SETTINGS = """\
# pubkpi 工作区。命令行参数优先，其次环境变量 PUBKPI_*，再次本文件。
# A pubkpi workspace. A flag wins, then PUBKPI_* in the environment, then this file.

[score]
scorecard = "{plan}"{gap}# 考核表，kpi_specs/ 里的一个文件 / the plan, a file of kpi_specs/

[ingest]
reject_limit = 0.05             # 拒收行超过这个比例，整个文件不入库
memory_mb = 1000                # 读一个文件最多用多少内存，5 MB 以上每 MB 另加 40 / for a file; 40 more a MB from 5 on
seconds = 8                     # 最多用多少秒，5 MB 以上每 MB 另加 1 / and time; 1 more a MB from 5 on

[report]
lang = "zh"                     # zh | en
formats = ["html", "pdf"]       # html pdf docx xlsx pptx
organisation = ""               # 报告抬头的单位名称
author = ""                     # 报告的编制人
reviewed = ""                   # 审核人；这一项和以下几项印在封面、签批页上，空着的印“待填”
approved = ""                   # 批准人
classification = ""             # 密级，如 内部
number = ""                     # 编号，如 云宣〔2025〕1号
logo = ""                       # 标识：工作区里的 PNG、JPG 或 SVG 文件
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
_ACCOUNTS = """\
# 账号：改过名、在多个平台上的同一个账号，写成一个。去掉各行开头的 # 再改。没有写任何账号时，名称照原样使用。
# Accounts: one that was renamed, or is on several platforms, is one here. Without any, names stand as they are given.
# accounts:
#   云川市民之窗:                       # 报告里的名称 / the name in reports
#     unit: 办公室                      # 所属单位 / its unit
#     opened_on: 2018-05-01
#     platforms: {wechat: 云川市民之窗, douyin: 云川在线}
#     aliases:
#       - {name: 云川政务, to: 2024-06-30}   # 曾用名，到哪一天为止 / a former name, until when
"""
_CATEGORIES = """\
# 内容分类：标题含有某个词就归入该类，排在前面的优先；表单 categories 里人工填写的分类优先于关键词。
# Categories: a title that holds a word is of that category, the first one wins; one typed in wins over all.
# categories:
#   政策解读: [解读, 新政, 一图读懂]
#   通知公告: [通知, 公告, 通告]
"""


def make(root: Path, plan: str = "", head: str = "") -> None:
    """Lay out a workspace in *root*, without a plan or with that one of those that ship, *head* on top of its settings;
    UsageError when there is one already, or no such plan.

    Nothing that exists is overwritten; what a crash or a full disk interrupted can be done again.
    """
    if plan and plan not in (known := sorted(path.stem for path in starter("kpi_specs").glob("*.yaml"))):
        raise UsageError("--plan", Text(f"没有名为 {plan} 的计划", f"no plan {plan} ships"), choices_hint(known, plan))
    if (root / MARKER).exists():
        raise UsageError(str(root), Text("这里已经是工作区", "this is a workspace already"), _ELSEWHERE)
    if root.is_file():
        raise UsageError(str(root), Text("这是一个文件，不是文件夹", "this is a file, not a folder"), _ELSEWHERE)
    for folder in ("data", "inbox", "reports"):
        make_folder(root / folder, private=folder == "data")
    if not (root / "kpi_specs").exists():
        _copy(starter("kpi_specs"), root / "kpi_specs", () if plan else _PLANS)
    for name, words in (("surveys", _SURVEYS), ("accounts", _ACCOUNTS), ("categories", _CATEGORIES)):
        if not (root / f"{name}.yaml").exists():
            write_aside(root / f"{name}.yaml", words.encode())
    # the marker last: a folder that has it is whole
    write_aside(root / MARKER, (head + _SETTINGS.format(plan=plan, gap=" " * max(20 - len(plan), 3))).encode())


def with_settings(words: str, settings: Mapping[str, str]) -> str:
    """The words of a pubkpi.toml with these *settings* ("[score] scorecard": value); everything else stays."""
    for key, value in settings.items():
        table, name = key[1:].split("] ")
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        section = re.search(rf"^\s*\[{table}\][^\n]*\n(?:(?!\s*\[)[^\n]*(?:\n|$))*", words, re.MULTILINE)
        if not section:
            words = f"{words.rstrip()}\n\n[{table}]\n{line}\n"
            continue
        old = re.compile(rf"""^{name}\s*=\s*(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
        text = section[0]
        found = old.search(text)
        end = len(text.rstrip())
        new = text.replace(found[0], line, 1) if found else f"{text[:end]}\n{line}{text[end:]}"
        words = words[: section.start()] + new + words[section.end() :]
    return words


def _copy(folder: Path, to: Path, without: Collection[str] = ()) -> None:
    """Copy *folder*, *without* what is called so on top of it, completely or not at all; OSError names the file that
    did not fit.
    """
    part = to.with_name(f".{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _copy_files(folder, part, without)
        part.rename(to)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _copy_files(folder: Path, to: Path, without: Collection[str] = ()) -> None:
    """Copy each file below *folder*; an existing one is written again, because it may be incomplete."""
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0].removesuffix(".yaml") in without:
            continue
        target = to / path.relative_to(folder)
        try:
            if path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        except OSError as problem:
            # a full disk does not say what it has no room for
            problem.filename = str(target)
            raise


# Somebody's plans and what they measure; what else ships, published indices and inspections, is anybody's.
_PLANS = (
    *("city_2024", "department_2024", "department_2024_government", "government_enterprise"),
    *("online_publicity_year", "process_2024", "measures"),
)
_ELSEWHERE = Text("换一个文件夹。", "Choose another folder.")
_DEMO, _CITY = "# pubkpi demo\n", "# pubkpi demo --city\n"


def make_demo(root: Path, *, city: bool) -> None:
    """Lay out a workspace for the demo, of the department or of the *city*, in *root*, or take the one that an earlier
    demo of that kind made.
    """
    first, marker = _CITY if city else _DEMO, root / MARKER
    if not (marker.is_file() and marker.read_bytes().startswith(first.encode())):
        make(root, "city_2024" if city else "department_2024", first)


def add_samples(root: Path, *, city: bool) -> Path:
    """Copy the sample exports into the workspace *root*, with the files that go with them; the folder they are in."""
    samples = starter("sample_data") / "city" if city else starter("sample_data")
    _copy_files(samples / "exports", root / "inbox")
    for beside in sorted(samples.glob("*.yaml")):
        write_aside(root / beside.name, beside.read_bytes())
    return root / "inbox"
