"""The API, declared once: its types, its eight services, its 98 operations."""
