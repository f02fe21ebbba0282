"""What an editor works with beside the build: each tool a room of its own."""
