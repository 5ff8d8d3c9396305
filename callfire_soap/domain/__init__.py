"""The rules of the service as plain Python: no input, no output, no clock of its own."""
