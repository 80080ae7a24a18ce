"""What users add: events that they accepted, news that waits for review, layers that they imported. Never part of geodata/."""
