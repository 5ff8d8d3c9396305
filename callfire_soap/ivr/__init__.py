"""The dialplans of IVR calls: read and checked here, and run on a line that the caller brings."""
