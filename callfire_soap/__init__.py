"""The CallFire API 1.1 as a self-hosted service.

From the top; nothing below knows what is above:

    cli                  the commands
    bootstrap, serving   the object graph; the HTTP server
    config               the settings
    soap, sandbox        the edges: SOAP over HTTP, JSON for tests
    services, dispatch   what is asked for; what happens without being asked
    conduct              the rules in action: broadcasts, contacts and texts, whoever moves them
    ivr                  dialplans
    carriers             the telephone network
    media                sound
    store                the database
    wire                 XML to contract values and back
    contract             the API, declared once
    domain               the rules, as plain Python

A subject has the same module name everywhere: all about schedules is in `*/schedules.py`. Why it is built this way
is told in docs/architecture.rst.
"""

__version__ = "0.1.0"
