"""What a careful desk would catch beyond what forbids a build: each check a function of values to diagnostics."""
