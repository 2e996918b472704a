"""The sections of a report: each a pure function from a review to a view of finished strings."""
