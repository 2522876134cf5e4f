"""The demo: two boards of one install, made by the services that real listings go through."""
