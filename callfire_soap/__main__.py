"""`callfire-soap` and `python -m callfire_soap`."""

import signal


def main() -> None:
    """Run the command line; Ctrl-C ends it silently also while it is being loaded."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from callfire_soap.cli import main as run  # noqa: PLC0415 -- what takes long to load

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
