"""The first page: the total among its bands, the indicators with their bullets, what the meeting is asked."""
