"""`python -m callfire_soap` is the command `callfire-soap`."""

from callfire_soap.cli import main

if __name__ == "__main__":
    main()
