"""Where Jisr can be tried without Telegram: a local Bot API, sample people, a chat page."""
