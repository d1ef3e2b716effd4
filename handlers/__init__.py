"""What is said when a person speaks, or when an event concerns them: one file per conversation."""
