"""The dashboard: all periods and entities in one page that can be clicked through."""
