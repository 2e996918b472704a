"""What the last command did to the loads is taken back as if it had never happened, and the one before after it."""

import pytest

from pubkpi.ingest.history import revise, undo
from pubkpi.ingest.history.verify import verified
from pubkpi.model.errors import UsageError
from tests.ingest import files
from tests.ingest.desk import database
from tests.ingest.samples import growth, growth_days
from tests.ingest.test_corrections import FIRST, LESS


def batch(desk, number, *spans):
    """Several files in one call, in a folder of their own; each overlaps the last with other numbers."""
    for n, (first, last) in enumerate(spans):
        desk.drop(f"{number}{n}.csv", files.text(growth(*growth_days(first, last, base=number))), f"云川发布/{number}")
    return desk.ingest(desk.root / "inbox" / "云川发布" / str(number), account="云川发布")


def take_back(desk):
    """The names that went and that came back."""
    entries = desk.store.journal.entries()
    command = undo.last_command(entries)
    assert command
    change = undo.change_of(entries, command)
    undo.undo(desk.store, command, change, desk.store.settings.clock())
    gone, back = (sorted(one.data["name"] for one in some) for some in (change.out, change.back))
    return gone, back


def forget(desk, name):
    revise.forget(desk.store, name, desk.store.settings.clock())


def test_steps_go_back_one_after_the_other_to_the_very_state_before_each(desk):
    digests = [desk.digest()]
    batch(desk, 1, (1, 5), (4, 9))
    digests.append(desk.digest())
    batch(desk, 2, (3, 7), (6, 12), (11, 14))
    digests.append(desk.digest())
    forget(desk, "10.csv")
    assert desk.digest() not in digests
    assert take_back(desk) == ([], ["10.csv"])
    assert desk.digest() == digests[2]
    assert take_back(desk) == (["20.csv", "21.csv", "22.csv"], [])
    assert desk.digest() == digests[1]
    assert take_back(desk) == (["10.csv", "11.csv"], [])
    assert desk.digest() == digests[0]
    assert undo.last_command(desk.store.journal.entries()) is None
    verified(desk.store)


@pytest.mark.campaign
def test_after_an_undo_the_next_step_is_the_one_that_is_taken_back(desk):
    batch(desk, 1, (1, 5))
    before = desk.digest()
    batch(desk, 2, (3, 7))
    take_back(desk)
    batch(desk, 3, (2, 4))
    assert take_back(desk) == (["30.csv"], [])
    assert desk.digest() == before
    assert take_back(desk) == (["10.csv"], [])


@pytest.mark.campaign
def test_a_corrected_form_gives_its_place_back_also_in_a_database_made_anew(desk):
    desk.load(FIRST, "活动.csv")
    before = desk.digest()
    desk.load(LESS, "活动.csv", replaces=True)
    assert desk.digest() != before
    assert take_back(desk) == (["活动.csv"], ["活动.csv"])
    assert desk.digest() == before
    desk.close()
    database(desk).unlink()
    assert desk.digest() == before
    # and the correction can be loaded again
    assert desk.load(LESS, "活动.csv", replaces=True).state == "loaded"
    command = undo.last_command(desk.store.journal.entries())
    assert (command.name.en, len(command.lines)) == ("correction", 2)


def test_a_file_that_was_corrected_to_another_account_goes_back_to_the_first(desk):
    data = files.text(growth(*growth_days(1, 5)))
    path = desk.drop("a.csv", data)
    desk.ingest(path)
    before = desk.digest()
    assert desk.ingest(path, account="另一个", yes=True)[0].state == "corrected"
    assert take_back(desk) == (["a.csv"], ["a.csv"])
    assert desk.digest() == before


@pytest.mark.campaign
def test_reading_again_by_new_rules_is_no_step_that_can_be_taken_back(desk):
    (desk.root / "exports").mkdir()
    own = desk.root / "exports" / "own.yaml"
    words = (
        "platform: own\nlabel: 自己的\nlast_day: account_daily.day\nfeeds:\n  - fact: account_daily\n    columns:\n"
        "      day: {header: [天], required: true}\n      new_count: {header: [新], required: true}\n"
    )
    own.write_text(words, "utf-8")
    desk.load(files.text([("天", "新"), ("2024-03-05", 3)]), "own.csv")
    own.write_text(words.replace("自己的", "我的"), "utf-8")
    desk.close()
    with desk.open() as store:
        (load,) = revise.stale(store)
        revise.reload(store, load, revise.archived(store, load), store.settings.clock())
        command = undo.last_command(store.journal.entries())
        with pytest.raises(UsageError) as caught:
            undo.change_of(store.journal.entries(), command)
    assert "neither brought nor took out" in caught.value.line("en")
