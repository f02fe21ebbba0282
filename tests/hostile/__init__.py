"""Input that wants to break, slow down or take over a build."""
