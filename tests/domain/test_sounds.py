"""How long sounds last."""

import pytest

from callfire_soap.domain.sounds import whole_seconds


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, 1), (0.2, 1), (1, 1), (1.4, 1), (1.5, 2), (2.1, 2), (2.5, 3), (210, 210)]
)
def test_lengths_are_rounded_to_a_second_at_least(seconds, shown):
    assert whole_seconds(seconds) == shown
