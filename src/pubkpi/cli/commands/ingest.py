"""`pubkpi ingest`: load exported files."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Aliases, Answer, FailOn, Level, Shape, as_bool, judge
from pubkpi.cli.views.files import files_as_json, refuse, show_files
from pubkpi.model.text import Text

_REPLAY = t("重新导入 profile 改过的文件", "Load again what is read otherwise now")
_NEW = t("未知的名称确是新账号（或新对象）", "Names that nobody knows are new")
_YES = t("确认更正已导入的文件（账号、截止日）", "Correct what was loaded for another account or day")
_ALSO = t("同一份文件也算作 --account 的数据", "The same file is of --account, too")
_ACCOUNT = t("账号名称；默认取文件夹名", "Account; the folder's name by default")
_EXPORT = t("指明是哪种导出", "Say which export it is")
_REPLACES = t(
    "新表里没有的行、改用的编号： yes 以新表为准，no 原来的仍计入",
    "Rows that a corrected form lacks, numbers that meant another entry: yes, those go; no, they still count",
)
_EXAMPLE = Text("例如 pubkpi ingest inbox。", "Such as pubkpi ingest inbox.")

Paths = Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=t("文件或文件夹", "Files and folders"))]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help=t("数据截止日", "The day this is the state of"))]


def run(
    paths: Paths = None,
    account: Annotated[str | None, typer.Option(help=_ACCOUNT)] = None,
    export: Annotated[str | None, typer.Option(metavar="ID", help=_EXPORT)] = None,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("只检查，不入库", "Check only, load nothing"))] = False,
    replay: Annotated[bool, typer.Option("--replay", help=_REPLAY)] = False,
    new_accounts: Annotated[bool, typer.Option("--new-accounts", help=_NEW)] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_YES)] = False,
    also: Annotated[bool, typer.Option("--also", help=_ALSO)] = False,
    alias: Aliases = None,
    replaces: Annotated[Answer | None, typer.Option(help=_REPLACES)] = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
    fail_on: FailOn = Level.error,
) -> None:
    """Load *paths*, or, for a *replay*, what is to be loaded again; one line a file."""
    from pubkpi.cli.questions import aliases_of, ingest_with_questions
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.model.errors import UsageError
    from pubkpi.model.periods import day
    from pubkpi.workspace.settings import find

    if not paths and not replay:
        raise UsageError("ingest", Text("缺少 PATH（文件或文件夹）", "PATH is missing, a file or folder"), _EXAMPLE)
    said = IngestOptions(
        account, export, day(as_of) if as_of else None, dry_run, replay, new_accounts, yes, also, as_bool(replaces)
    )
    settings = find()
    results = ingest_with_questions(
        settings, paths or [], said, table=format is Shape.table, aliases=aliases_of(alias or ())
    )
    if format is Shape.json:
        console.as_json(files_as_json(results, language()))
    else:
        show_files(results)
    refuse(results)
    judge((finding for result in results for finding in result.findings), fail_on)
