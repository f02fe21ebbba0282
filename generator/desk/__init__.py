"""What the desk asks of a site beside building it."""
