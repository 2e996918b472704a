"""Lists of objects, JSON or YAML → sheets: an object is a row under its own keys."""
