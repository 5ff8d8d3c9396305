"""The database: tables, units of work, and every query of every subject."""
