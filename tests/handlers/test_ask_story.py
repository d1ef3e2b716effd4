"""From asking to the library: three people and the pole, in two languages."""

from pathlib import Path

from handlers.matches import WHY
from locales import Names, _
from storage.asking.routing import Why
from storage.models import Faq, PublicationStatus, Question, QuestionStatus, Routing, Topic
from tests.handlers.asking import declare, network, question, reply, tick, working_day

CAST = ("rabia", "sami", "tahar", "yasmina", "zineb", "omar")


async def test_a_question_goes_from_asking_to_the_library(  # noqa: C901, PLR0915 — one long story
    database_url: str, tmp_path: Path
) -> None:
    """Arabic is answered in French; one declines, the pole answers too, both agree to publish."""
    async with network(database_url, tmp_path, CAST) as (town, chats):
        rabia, sami, tahar = chats["rabia"], chats["sami"], chats["tahar"]
        yasmina, zineb, omar = chats["yasmina"], chats["zineb"], chats["omar"]
        await declare(town, "sami", Topic.BUDGET)
        for chat in chats.values():
            chat.watch()

        # Rabia asks, from the menu, and shows her commune.
        await rabia.say("القائمة")
        await rabia.press("Ask my peers")
        await rabia.say("كيف ننشر الميزانية على الموقع؟")
        await rabia.press("Another topic")
        await rabia.press("Budget and finance")
        await rabia.press("Show it")
        await tick(town)
        rabia.sees("Q-1")
        for chat in (sami, tahar):
            chat.sees("كيف ننشر الميزانية على الموقع؟")
        for chat in (yasmina, zineb, omar):
            chat.hears_nothing()

        # Sami sees why it is he; Tahar declines.
        await sami.press("Why this message?")
        sami.sees(WHY[Why.DECLARED], WHY[Why.REGION])
        await tahar.press("Not me")
        tahar.sees("Understood. On this topic I will ask you less.")

        # A working day without an answer, and no peer is left: the pole is asked; Rabia is told.
        for chat in (yasmina, rabia, zineb, omar):
            chat.watch()
        await working_day(town)
        yasmina.sees("كيف ننشر الميزانية على الموقع؟")
        rabia.sees(_("{number} has no answer yet, so I have asked the competence pole too.",
                     number="Q-1"))  # fmt: skip

        # The pole answers in English, Sami after all in French; both reach Rabia, marked.
        await reply(yasmina, "Publish a citizen budget, two pages.")
        rabia.sees("Publish a citizen budget, two pages.")
        rabia.sees(_("Written in {language}: this is the original.", language="English"))
        await reply(sami, "Nous publions un budget citoyen en janvier")
        rabia.sees("Nous publions un budget citoyen en janvier")

        # Rabia wants to know more, and it is Sami alone who hears it.
        yasmina.watch()
        await rabia.say("المزيد")
        await rabia.say("بأي صيغة؟")
        sami.sees("بأي صيغة؟")
        yasmina.hears_nothing()
        await sami.press("Reply")
        await sami.say("En PDF et en CSV")
        rabia.sees("En PDF et en CSV")

        # Solved: those who took part hear of it, and nobody else.
        for chat in (tahar, zineb, omar):
            chat.watch()
        await rabia.say("حُل")
        sami.sees(_("{number} is solved, by your answer. Thank you.", number="Q-1"))
        yasmina.sees(_("{number} is solved: no further answer is needed. Thank you.",
                       number="Q-1"))  # fmt: skip
        for chat in (tahar, zineb, omar):
            chat.hears_nothing()

        # Both sides agree; a coordinator's eye is next.
        await rabia.press("Offer it to the library")
        place = Names(
            ar="جماعة Imouzzer (إقليم north)", fr="Commune d’Imouzzer (province de north)"
        )
        await sami.press(_("Yes, from {place}", place=place))
        (faq,) = await town.rows(Faq)
        assert faq.status == PublicationStatus.SUBMITTED
        assert (faq.topic, faq.language) == (Topic.BUDGET, "fr")
        assert (faq.question, faq.answer) == (
            "كيف ننشر الميزانية على الموقع؟",
            "Nous publions un budget citoyen en janvier",
        )
        assert (await question(town)).status == QuestionStatus.SOLVED
        waves = {one.member_id: one.wave for one in await town.rows(Routing)}
        assert sorted(waves.values()) == [1, 1, 3]
        assert len(await town.rows(Question)) == 1
        for chat in (tahar, omar):
            chat.hears_nothing()

        # The coordinator of the region reads it, and it is there for everybody to find.
        zineb.sees("Something waits for a moderator")
        await zineb.press("Read it")
        zineb.sees("كيف ننشر الميزانية على الموقع؟", "Nous publions un budget citoyen en janvier")
        await zineb.press("Publish")
        for side in (rabia, sami):
            assert "A-1" in side.text
        await tahar.say("/find budget citoyen janvier")
        tahar.sees("A-1")
        omar.hears_nothing()
        await sami.say("mes réponses")
        sami.sees("It helped.")
