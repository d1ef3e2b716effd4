"""Which topic a text seems to be about, in words with and without clitics, accents and hamzas."""

import pytest

from handlers import topics
from storage.models import Obstacle, Topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("كيف ننشر معطيات الجماعة؟", Topic.PUBLICATION),
        ("كيفية نشر الميزانية على البوابة والمعطيات المفتوحة", Topic.PUBLICATION),
        ("نقص في الميزانية وفي النفقات", Topic.BUDGET),
        ("Comment répondre aux demandes, loi 31-13, accès à l’information ?", Topic.ACCESS),
        ("Qui siège au comité ?", Topic.COMMITTEE),
        ("للجنة التتبع: من يرأسها؟", Topic.COMMITTEE),
        ("والعرائض؟", Topic.PETITIONS),
        ("How did you train your staff?", Topic.STAFF),
        ("", None),
        ("🙂", None),
    ],
)
def test_a_text_points_to_a_topic(text: str, topic: Topic | None) -> None:
    assert topics.guess(text) == topic


def test_every_topic_has_a_name_and_every_obstacle_a_topic() -> None:
    assert set(topics.TOPICS) == set(Topic)
    assert {topics.of_obstacle(one) for one in Obstacle} <= set(Topic)
