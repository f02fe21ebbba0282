"""Sites with all that comes of them."""
