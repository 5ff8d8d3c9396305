"""The CallFire API 1.1 as a self-hosted service."""

__version__ = "0.1.0"
