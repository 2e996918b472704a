"""One file a command: typed options, one call of the pipeline, the result to the console."""

from collections.abc import Mapping

from pubkpi.model.text import Text

# In the order of the help, which imports none of the commands.
SUMMARIES: Mapping[str, Text] = {
    "init": Text(
        "建立工作区：设置、指数、收件箱、报告文件夹。", "Make a workspace: settings, indices, inbox, reports."
    ),
    "plan": Text(
        "考核计划：new 建立自己的，edit 用 Excel 修改。", "The plan: make your own (new), edit it as a workbook (edit)."
    ),
    "ingest": Text("导入平台导出的文件和登记表。", "Load files that platforms exported, and registers."),
    "status": Text("已导入什么、还缺什么、下一步做什么。", "What is loaded, what lacks, what to do next."),
    "quarter": Text(
        "一个季度一条命令：导入收件箱、看缺什么、打分、出报告。",
        "A period by one command: ingest, status, score, report.",
    ),
    "survey": Text(
        "列出问卷的题目和回答，指明哪一题是满意度。", "The questions of a survey; say which one is the satisfaction."
    ),
    "rejects": Text("列出拒收的行：原文、位置、原因。", "List the rejected rows: raw text, place, reason."),
    "form": Text(
        "写出空的登记表，或“本期无”的声明。", "Write an empty form, or the declaration that nothing happened."
    ),
    "measures": Text(
        "列出指标或一个指标的口径；加 --period 显示数值，加 --sql 显示查询。",
        "List measures, show one, its values or SQL.",
    ),
    "analyse": Text(
        "评分之外的分析：内容结构、发布时段、账号、来源、受众、留言、舆情、预算、里程碑。",
        "Beside the score: posts, hours, titles, accounts, readers, surveys, messages, incidents, money, milestones.",
    ),
    "score": Text("给一个季度或一年打分，打印考核表。", "Score a quarter or a year and print the scorecard."),
    "trace": Text("一个数从哪来：得分、算式、每一行、每个文件的原文。", "Where a number comes from, row by row."),
    "explain": Text(
        "说明总分为什么变：各指标、各因素各带来几分。",
        "Say why the total moved: the points of each indicator and effect.",
    ),
    "whatif": Text(
        "情景测算：改数值、目标、权重会怎样，差多少到目标分。不是考核结果。",
        "What if: other values, targets or weights; what a goal needs. Not a result.",
    ),
    "robust": Text(
        "稳健性：权重动 ±20%、少一个指标、换一批样本，总分、等级、名次还成立吗。",
        "How firm a total, its band and ranks are: weights ±20 %, one left out, samples drawn again.",
    ),
    "report": Text(
        "写出一个季度或一年的报告（HTML、PDF、Word、Excel、PPT）。",
        "Write the report of a quarter or a year: HTML, PDF, Word, Excel, PowerPoint.",
    ),
    "dashboard": Text(
        "写出看板：全部期间和对象，一个可点开细看的 HTML 文件。",
        "Write the dashboard: all periods and entities in one HTML file to click through.",
    ),
    "adjust": Text(
        "动态调整：考核表改了什么、影响多少，认可或撤回。", "What an edited scorecard changes; accept it, or go back."
    ),
    "close": Text("给一个季度或一年定稿，或修订定稿。", "Make a quarter or a year final, or revise it."),
    "demo": Text(
        "用样例数据走一遍全程：导入、打分、报告。", "Walk the whole way on sample data: ingest, score, report."
    ),
    "verify": Text(
        "由归档和日志重算，核对数据库；也可核对一次结果。", "Check the database, or a run, against archive and journal."
    ),
    "rebuild": Text("由归档和日志重建数据库。", "Make the database again from archive and journal."),
    "forget": Text(
        "撤下一个已导入的文件，恢复它覆盖过的数据。", "Take one file's rows out again and restore what it superseded."
    ),
    "backup": Text("把工作区备份成一个 ZIP。", "The workspace in one ZIP."),
    "facts": Text("把事实表写成 Parquet，供其他程序使用。", "Write the facts as Parquet for other programs."),
    "restore": Text("由备份恢复工作区，并核对。", "Make a workspace from its backup, and check it."),
    "undo": Text("撤销上一次导入、撤下、认可或计划修改。", "Undo the last ingest, forget, adjustment or plan edit."),
    "doctor": Text(
        "体检：版本、字体、权限、空间、数据库，有问题说怎么办。",
        "Whether all is in order: versions, font, rights, room, database; and what to do.",
    ),
    "bundle": Text(
        "离线安装包：给不联网的电脑，一个 ZIP。", "Pack all that a computer without a network needs into one ZIP."
    ),
    "check": Text(
        "检查考核表：错误、疑点、计划自身的矛盾。", "Check scorecards: errors, doubts, contradictions of the plan."
    ),
    "schema": Text(
        "考核表等文件里可以写什么：JSON Schema 或参考页。",
        "What scorecards and other files may say: JSON Schema, reference.",
    ),
    "accounts": Text("列出账号；add 新增，rename 改名，merge 合并。", "List the accounts; add, rename, merge them."),
    "exports": Text(
        "列出能认的导出；suggest 为新的导出起草配置。", "List the known exports; suggest drafts one for a new file."
    ),
}
