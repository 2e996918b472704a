"""Why a total moved, what would move it, and where a number comes from: the nouns of explain/ and of traces."""
