"""What happens to an enterprise that cannot pay."""
