"""`pubkpi accounts`: list the accounts; add, rename, merge or split them."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pubkpi.cli import console
from pubkpi.cli.help import Command, Group
from pubkpi.cli.locale import t
from pubkpi.cli.options import Shape

if TYPE_CHECKING:
    from pubkpi.ingest.accounts.accounts_file import Overlap

app = typer.Typer(cls=Group, invoke_without_command=True, add_completion=False)

Old = Annotated[str, typer.Argument(metavar="OLD", help=t("现在的名称", "What it is called now"))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=t("账号名称", "Name of the account"))]


@app.callback()
def run(
    context: typer.Context,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
) -> None:
    """List the accounts of accounts.yaml and of the loads."""
    from pubkpi.cli.views.accounts import accounts_as_json, show_accounts
    from pubkpi.ingest.accounts import account_list
    from pubkpi.ingest.history.store import Store
    from pubkpi.workspace.settings import find

    if context.invoked_subcommand is not None:
        return
    with Store(find(), write=False) as store:
        found = account_list.list_accounts(store)
    if format is Shape.json:
        console.as_json(accounts_as_json(found))
    else:
        show_accounts(found)


@app.command(cls=Command, help=t("在 accounts.yaml 里写入一个账号。", "Write an account into accounts.yaml."))
def add(
    name: Name,
    platform: Annotated[
        list[str] | None,
        typer.Option(help=t("平台，如 wechat，可重复；默认不限", "Such as wechat; repeat")),
    ] = None,
    unit: Annotated[str | None, typer.Option(help=t("所属单位", "Its unit"))] = None,
    opened_on: Annotated[
        str | None,
        typer.Option(metavar="2025-07-01", help=t("开通日期，此前各期不算缺", "Opened on: nothing is due before")),
    ] = None,
) -> None:
    """Add the account *name*."""
    from pubkpi.ingest.accounts import accounts_file
    from pubkpi.ingest.history.store import Store
    from pubkpi.model.periods import day
    from pubkpi.workspace.settings import find

    with Store(find(), write=False) as store:
        near = accounts_file.add(store, name, platform or [], unit, day(opened_on) if opened_on else None)
    console.say(t(f"accounts.yaml 已写入账号“{name}”。", f"{name} stands in accounts.yaml."))
    if near:
        console.say(t(f"名称相近的账号：{'、'.join(near)}", f"accounts with a name like it: {', '.join(near)}"))


@app.command(cls=Command, help=t("改名；原来的名称仍算它的。", "Rename an account; its old name stays a name of it."))
def rename(
    old: Old,
    new: Annotated[str, typer.Argument(metavar="NEW", help=t("报告里的新名称", "Its new name in reports"))],
) -> None:
    """Call the account *old* by the name *new*."""
    _change("rename", old, new, t(f"“{old}”现在叫“{new}”", f"{old} is called {new} now"))


@app.command(cls=Command, help=t("把一个账号并入另一个，如写错的名称。", "Count one account as another."))
def merge(
    old: Old,
    into: Annotated[str, typer.Argument(metavar="INTO", help=t("并入哪个账号", "The account that it is"))],
) -> None:
    """Count the account *old* as *into*."""
    both = _change("merge", old, into, t(f"“{old}”现在算作“{into}”", f"{old} counts as {into} now"))
    if both.days:
        words = f"of {both.days} day{'s' if both.days > 1 else ''} both had followers; the newer file's number counts"
        console.say(t(f"有 {both.days} 天两者都有关注数据，以较新的文件为准。", words))
    if both.even:
        console.say(_even(both))


@app.command(cls=Command, help=t("撤回并错的名称，让它重新单算。", "Take a name back that was joined by mistake."))
def split(
    name: Annotated[str, typer.Argument(metavar="NAME", help=t("并错的名称", "The name that is not that account's"))],
) -> None:
    """Count *name* by itself again."""
    from pubkpi.ingest.accounts.split import split
    from pubkpi.ingest.history.store import Store
    from pubkpi.workspace.settings import find

    with Store(find(), write=False) as store:
        account = split(store, name)
    command = f"pubkpi accounts merge {console.in_quotes(name)}"
    zh = f"“{name}”不再算作“{account}”，以前导入的也一样；它若是别的账号，再用 {command} 那个账号。"
    en = f"{name} counts as {account} no longer, in what was loaded before, too; if it is another's:"
    console.say(t(zh, f"{en} {command} ACCOUNT."))


def _even(both: "Overlap") -> str:
    """That on some days nothing says which number counts, and what to do."""
    one, other = both.files
    zh = f"其中 {both.even} 天数值不同，{one} 与 {other} 截至同一天，分不出新旧：用 pubkpi forget 撤下不对的一份。"
    en = f"of {both.even} of these {one} and {other} are as of one day and differ, so neither is newer"
    return t(zh, f"{en}: take the wrong one out with pubkpi forget.")


def _change(act: Literal["rename", "merge"], old: str, new: str, done: str) -> "Overlap":
    """Rename or merge the account *old*, then say *done*; returns the days on which both had followers."""
    from pubkpi.ingest.accounts import accounts_file
    from pubkpi.ingest.history.store import Store
    from pubkpi.workspace.settings import find

    with Store(find(), write=False) as store:
        days = accounts_file.merge(store, old, new) if act == "merge" else accounts_file.rename(store, old, new)
    console.say(t(f"{done}，记在 accounts.yaml。", f"{done}: see accounts.yaml."))
    return days
