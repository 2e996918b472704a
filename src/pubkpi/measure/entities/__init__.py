"""The values of many entities side by side, as columns."""
