"""Fictitious networks: a large one drawn at random, a small one written by hand for the demo."""

from bot.sample.cast import DemoPerson, demo
from bot.sample.network import NotEmpty, fill
from bot.sample.people import Person

__all__ = ["DemoPerson", "NotEmpty", "Person", "demo", "fill"]
