"""What happens without being asked: broadcasts run, calls end, retries fall due."""
