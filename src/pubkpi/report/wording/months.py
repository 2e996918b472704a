"""The sentences on the months of a period."""

from pubkpi.model.text import Text

TITLE = Text(
    "{period}各月：{total} 项数值中 {count} 项可以按月看，{none} 项不能（原因见备注）",
    "{period} by month: {count} of {total} values can be seen by month, {none} cannot (the remarks say why)",
)
TITLE_ALL = Text(
    "{period}各月：{total} 项数值都可以按月看", "{period} by month: all {total} values can be seen by month"
)
NOTE = Text(
    "截至 {day} 的数据，按月重新计算，不计分。本年累计的指标是到该月底的累计；"
    "期末数是该月底的数；月均的指标是该月的量。",
    "From the data as of {day}, measured anew by month, not scored. What adds up over the year is the sum up to the "
    "end of the month, a closing figure that of its last day, a mean of months the amount of that month.",
)
COVERED = Text("数据覆盖 {shares}", "data covered: {shares}")
