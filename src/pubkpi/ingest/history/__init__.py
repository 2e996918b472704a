"""Archive, journal and the database made of them: load, replay, forget, rebuild, verify."""
