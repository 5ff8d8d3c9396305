"""Adapters to the telephone network."""
