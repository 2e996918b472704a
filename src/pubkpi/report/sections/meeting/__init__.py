"""The sections around the numbers: what was decided, what is said of an indicator, what comes next."""
