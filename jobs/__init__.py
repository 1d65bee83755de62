"""What the system does: each job a function `run(...)` that answers a report."""
