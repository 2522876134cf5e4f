"""A minute of readers, employers and an editor on two hosts, and how long readers see what is no longer true."""
