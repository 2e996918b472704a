"""The sections around the numbers: what was decided, what is said or to be answered, what comes next."""
