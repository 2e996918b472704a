"""`pubkpi forget` and `pubkpi rebuild` through the installed command."""

from tests.e2e.workspaces import ACCOUNT, errors, pubkpi, samples


def test_a_file_is_forgotten_and_the_state_made_again(empty):
    pubkpi("ingest", samples(ACCOUNT, "2024Q1", "user_analysis.xls"), "--account", ACCOUNT, cwd=empty)
    before = pubkpi("verify", cwd=empty).stdout
    assert pubkpi("rebuild", cwd=empty).stdout == before
    # by its path, as ingest takes it, whichever file of that name lies there
    path = samples(ACCOUNT, "2024Q1", "user_analysis.xls")
    (line,) = errors(pubkpi("forget", "inbox/other.xls", cwd=empty, code=2))
    assert "other.xls" in line
    assert "user_analysis.xls" in pubkpi("forget", path, cwd=empty).stdout
    after = pubkpi("verify", cwd=empty).stdout
    assert after != before
    assert pubkpi("rebuild", cwd=empty).stdout == after
    (line,) = errors(pubkpi("forget", "user_analysis.xls", cwd=empty, code=2))
    assert "user_analysis.xls" in line
