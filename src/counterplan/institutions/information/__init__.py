"""What is published and what audits find."""
