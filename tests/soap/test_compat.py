"""Spyne on Python versions that it does not know."""

import subprocess
import sys


def test_spyne_can_be_imported_after_the_soap_package_in_a_fresh_interpreter():
    program = (
        "import callfire_soap.soap.application, spyne, sys; print(spyne.__version__, 'cgi' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "2.14.0 False\n"
