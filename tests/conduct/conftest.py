"""What the rules in action are tried with: the databases of the store, the worlds of the dispatcher."""

from tests.dispatch.conftest import make_world, world
from tests.store.conftest import connection, mine, others, store

__all__ = ["connection", "make_world", "mine", "others", "store", "world"]
