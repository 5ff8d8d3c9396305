"""Sound: what clients send, what they fetch, what is spoken to the phone."""
