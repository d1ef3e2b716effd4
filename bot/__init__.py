"""What runs: settings, wiring, command line, receiving, dispatching, sending, channels, playground."""
