"""What evidence costs: time per page, bytes per listing and night, seconds to seal and to check."""
