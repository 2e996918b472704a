"""`pubkpi analyse` as a user types it."""

import csv
import json
from io import StringIO

from tests.e2e.workspaces import pubkpi


def test_the_command_gives_one_result_as_table_json_and_csv(city):
    told = {
        form: pubkpi("analyse", "messages", "-p", "2024Q4", "--format", form, cwd=city).stdout
        for form in ("table", "json", "csv")
    }
    data = json.loads(told["json"])
    header, *rows = csv.reader(StringIO(told["csv"].lstrip("\ufeff")))
    assert (data["schema_version"], data["analysis"], data["by"]) == (1, "messages", "account")
    assert header == [one["name"] for one in data["columns"]]
    assert [row[:3] for row in rows] == [
        [one["account"], str(one["received"]), str(one["answered"])] for one in data["rows"]
    ]
    assert all(line in told["table"] for line in data["sentences"])


def test_what_cannot_be_analysed_is_said_in_a_line(city):
    refused = [
        (("analyse", "milestones", "-p", "2023Q4"), 4, "pubkpi form milestones"),
        (("analyse", "hour", "-p", "2024Q4"), 2, "hours"),
        (("analyse", "content"), 2, "--period"),
    ]
    for words, code, said in refused:
        outcome = pubkpi(*words, cwd=city, code=code)
        assert outcome.stdout == ""
        assert said in outcome.stderr
