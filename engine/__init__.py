"""What happens: the mechanism that no charter and no policy can change."""
