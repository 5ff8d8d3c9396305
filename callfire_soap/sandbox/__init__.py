"""The JSON interface of the sandbox: scripted phones, a movable clock, the journal of the carrier."""
