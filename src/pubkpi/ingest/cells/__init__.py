"""The grammar of one cell, and the select that types all cells of a part."""
