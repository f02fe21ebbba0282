"""Faults to plant, so that the tests are tested."""
