"""Worlds for tests of the dispatcher."""

import pytest

from tests.dispatch.world import World


@pytest.fixture
def make_world(tmp_path):
    """Answer a function that makes a world; its counters are checked and it is closed at the end."""
    worlds = []

    def make(**account):
        worlds.append(World(tmp_path / f"world {len(worlds)}.db", **account))
        return worlds[-1]

    yield make
    for world in worlds:
        world.check()
        world.close()


@pytest.fixture
def world(make_world):
    return make_world()
