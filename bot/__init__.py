"""What runs: settings, wiring, command line, receiving, dispatching, sending, the playground."""
