"""The demo: two boards in one install, made with the same services as real listings."""
