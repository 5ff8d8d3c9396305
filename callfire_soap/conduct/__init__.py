"""The rules in action: what happens to broadcasts, contacts and texts, whoever asks for it or nobody."""
