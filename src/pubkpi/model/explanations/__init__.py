"""Why a total moved, and what would move it: the nouns of explain/."""
