"""What is recorded is told: the outbox, its cursor, and the receivers."""
