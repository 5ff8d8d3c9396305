"""README tells everything there is to set and to run, and nothing that is not there."""

import re

import click
import pytest

from callfire_soap.cli.commands import program


def commands_below(command, words):
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands_below(below, [*words, name])
    else:
        yield " ".join(words), command


COMMANDS = dict(commands_below(program, ["callfire-soap"]))


@pytest.fixture(scope="module")
def readme(repository):
    return (repository / "README.rst").read_text()


def options():
    for command in COMMANDS.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield parameter


def test_every_option_has_an_environment_variable():
    for option in options():
        assert option.envvar == "CALLFIRE_SOAP_" + option.opts[0].removeprefix("--").replace("-", "_").upper()


def test_every_setting_is_documented_and_no_other(readme):
    documented = re.findall(r"``(--[a-z-]+)``\s+``(CALLFIRE_SOAP_[A-Z_]+)``", readme)
    assert len(documented) == len(set(documented))
    assert set(documented) == {(option.opts[0], option.envvar) for option in options()}
    assert set(re.findall(r"CALLFIRE_SOAP_[A-Z_]+", readme)) == {variable for _, variable in documented}


def test_every_default_is_documented(readme):
    for option in options():
        if option.default is not None and option.show_default:
            pattern = rf"``{option.opts[0]}``\s+``{option.envvar}``\s+{re.escape(str(option.default))}\s"
            assert re.search(pattern, readme), option.opts[0]


def test_every_command_is_documented_and_no_other(readme):
    listed = re.findall(r"^``(callfire-soap [a-z -]+)``\s\s", readme, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


def test_every_command_explains_itself():
    for command in COMMANDS.values():
        assert command.help
    assert all(option.help for option in options())


def test_ci_runs_the_command_that_readme_gives(repository, readme):
    assert "/bin/pip install tox && .venv/bin/tox" in readme
    script = (repository / ".ci" / "run").read_text()
    assert re.search(r'pip" install .*tox\n"\$folder/venv/bin/tox"|tox" run', script)


def test_every_word_of_a_trace_is_explained_and_no_other(repository, readme):
    sources = "\n".join(path.read_text() for path in (repository / "callfire_soap" / "ivr").glob("*.py"))
    noted = set(re.findall(r'note\(f?"([A-Z]+)', sources)) | {"KEY", "NONE", "GET", "POST"}
    legend = readme.partition("Each line of a trace begins")[2].partition("\nContact lists\n")[0]
    assert set(re.findall(r"``\[?([A-Z]{2,})\b", legend)) == noted
