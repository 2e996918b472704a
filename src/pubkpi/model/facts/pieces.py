"""The facts about single pieces: where they were published, how experts graded them."""

from pubkpi.model.facts.fact import FILLED_LATER, NOTE, REPORTED_BY, Fact, column, register
from pubkpi.model.text import Text

PIECE_FACTS: tuple[Fact, ...] = (
    Fact(
        "authorship",
        Text("一篇稿件的一位作者", "one author of one piece, on any account and in any medium"),
        ("title_key", "published_on", "author"),
        "published_on",
        (
            column("title", "text", "标题", "title"),
            column("title_key", "id", "标题去空白和标点后的写法", "the title without blanks and punctuation"),
            column("published_on", "day", "发表日期", "day of publication"),
            column("author", "id", "作者", "author"),
            column(
                "share", "share", "份额，不填的平分其余", "their part of it; those without one share the rest alike"
            ),
            column("work_seconds", "seconds", "这位作者用的工时（秒）", "how long this author worked on it"),
            column("cost_fen", "fen", "这位作者的费用，如稿费（分）", "what this author's part cost, such as a fee"),
            NOTE,
            REPORTED_BY,
        ),
    ),
    register(
        "publication",
        Text("一篇稿件在一家媒体的一次刊播", "one piece in one medium: published there, or reprinted"),
        ("title", "medium", "published_on"),
        "published_on",
        (
            column("title", "id", "标题，转载改题的写原题", "title, of a reprint that of the original"),
            column("title_key", "id", "标题去空白和标点后的写法", "title without blanks and punctuation", of="title"),
            column("medium", "id", "媒体", "the medium"),
            column(
                "level",
                "level",
                "媒体级别：其他 0、县级 1、市级 2、省级 3、中央 4",
                "0 other, 1 county, 2 municipal, 3 provincial, 4 central",
                scale=(0, 4),
            ),
            column(
                "place",
                "id",
                "版面：头版头条、头版、其他版、无",
                "头版头条 (lead), 头版 (front page), 其他版, 无 (none)",
            ),
            column("published_on", "day", "刊播日期", "day of publication"),
            column("authors", "text", "作者", "authors"),
            column("link", "id", "链接", "link"),
            NOTE,
            REPORTED_BY,
        ),
        ("level", "place", "authors", "link", *FILLED_LATER),
    ),
    register(
        "rating",
        Text("一位评分人给一个对象一个项目的分", "the grade that one rater gave whom for one item"),
        ("rater", "subject", "item", "rated_on"),
        "rated_on",
        (
            column("rater", "id", "评分人", "who graded"),
            column("subject", "id", "评分对象", "whom or what the grade is for"),
            column("item", "id", "评分项目", "what was graded"),
            column("grade", "number", "评分", "the grade"),
            column("rated_on", "day", "评分日期", "day of the grading"),
            NOTE,
            REPORTED_BY,
        ),
        ("grade", *FILLED_LATER),
    ),
)
