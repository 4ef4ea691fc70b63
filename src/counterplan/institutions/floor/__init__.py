"""What a person gets without a job."""
