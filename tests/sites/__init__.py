"""Whole sites, built and looked at from outside."""
