"""The ways to reach people: one package per platform, and what they all answer (``outcome``)."""
