"""The accounts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.printing.accounts import platform_label

if TYPE_CHECKING:
    from pubkpi.ingest.accounts.account_list import Account


def show_accounts(accounts: Sequence["Account"]) -> None:
    """The accounts as a table."""
    if not accounts:
        console.out(t("还没有账号。", "No account is known yet."))
        return
    header = (
        *(t("账号", "account"), t("平台", "platform"), t("其他名称", "other names")),
        *(t("单位", "unit"), t("文件", "files"), t("出处", "known from")),
    )
    console.table(header, [_account(one) for one in accounts], right=(4,))


def _account(one: "Account") -> tuple[str, ...]:
    source = t("accounts.yaml", "accounts.yaml") if one.in_yaml else t("导入", "loads")
    platform = t(platform_label(one.platform, "zh"), one.platform)
    return one.name, platform or t("不限", "any"), ", ".join(one.names), one.unit or "", str(one.files), source


def accounts_as_json(accounts: Sequence["Account"]) -> dict[str, Any]:
    """The accounts for `accounts --format json`."""
    rows = [
        {
            "account": one.name,
            "platform": one.platform or None,
            "names": list(one.names),
            "unit": one.unit,
            "opened_on": one.opened_on.isoformat() if one.opened_on else None,
            "files": one.files,
            "listed": one.in_yaml,
        }
        for one in accounts
    ]
    return {"schema_version": 1, "accounts": rows}
