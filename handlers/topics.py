"""The topics of questions and practices in words, and which one a text seems to be about."""

import re
from functools import cache

from handlers.dialogue import Option
from locales import Message, _, normalise
from storage.models import Obstacle, Topic

TOPICS: dict[Topic, Message] = {
    Topic.PROGRAMME: _("Preparing the programme"),
    Topic.PARTICIPATION: _("Citizen participation"),
    Topic.PUBLICATION: _("Publishing information"),
    Topic.ACCESS: _("Requests for information"),
    Topic.BUDGET: _("Budget and finance"),
    Topic.COUNCIL: _("Council and sessions"),
    Topic.COMMITTEE: _("The committee"),
    Topic.EVALUATION: _("Monitoring and evaluation"),
    Topic.PETITIONS: _("Petitions"),
    Topic.CIVIL_SOCIETY: _("Civil society"),
    Topic.EQUITY: _("Equity, gender and youth"),
    Topic.DIGITAL: _("Digitalisation"),
    Topic.SERVICES: _("Services to citizens"),
    Topic.COMMUNICATION: _("Communication"),
    Topic.PARTNERSHIP: _("Partnerships and funding"),
    Topic.STAFF: _("Staff and training"),
    Topic.OTHER: _("Another topic"),
}

# Beginnings of words, or of phrases, that point to a topic, as people write them in Arabic, French
# and English; spelt as ``locales.normalise`` leaves them.
_POINTERS: dict[Topic, str] = {
    Topic.PROGRAMME: "برنامج الانفتاح, برنامج العمل, الاعداد المشترك, programme d ouverture, "
    "programme d action, co creation, cocreation, openness programme",
    Topic.PARTICIPATION: "مشارك, تشاور, استشار, particip, concert, consult, citoyen",
    Topic.PUBLICATION: "نشر, ننشر, استباقي, معطيات مفتوح, بوابه, publi, proactive, "
    "donnees ouvertes, open data, transparen, portail, disclos",
    Topic.ACCESS: "حق في الحصول, حصول علي المعلوم, 31 13, طلبات المعلومات, acces a l information, "
    "droit d acces, chafafiya, access to information, information request",
    Topic.BUDGET: "ميزاني, مالي, نفق, budget, financ, depens, spending",
    Topic.COUNCIL: "مجلس, دوره, دورات, تصويت, مداول, conseil, session, vote, deliberation, council",
    Topic.COMMITTEE: "لجنه, لجان, comite, commission, committee",
    Topic.EVALUATION: "تقييم, تتبع, موشر, evalu, suivi, indicat, monitor",
    Topic.PETITIONS: "عريض, عرايض, petition",
    Topic.CIVIL_SOCIETY: "مجتمع مدني, مجتمع المدني, جمعي, societe civile, associat, civil society",
    Topic.EQUITY: "مساوا, تكافو, نوع, نساء, شباب, انصاف, equit, egalite, genre, femme, jeune, "
    "gender, women, youth",
    Topic.DIGITAL: "رقمن, منصه, تطبيق, الكتروني, موقع, numeri, digital, plateforme, platform, "
    "site web, website",
    Topic.SERVICES: "مرفق, مرافق, خدم, نظاف, انار, شكاي, service, dechet, eclairage, reclamation, "
    "waste, complaint",
    Topic.COMMUNICATION: "تواصل, اعلام, تحسيس, فيسبوك, communicat, sensibilis, reseaux sociaux, "
    "facebook, presse, awareness, social media",
    Topic.PARTNERSHIP: "شراك, تمويل, partenar, convention, subvention, bailleur, partner, "
    "funding, grant",
    Topic.STAFF: "موارد بشري, موارد البشري, تكوين, موظف, فريق, ressources humaines, formation, "
    "equipe, personnel, training, staff",
}
# What may stand before a word in Arabic without being part of it: and, so, by, to, as, the.
_CLITICS = "(?:[وف]?[بلك]?(?:ال|ل)?)"
_OF_OBSTACLES = {
    Obstacle.BUDGET: Topic.BUDGET,
    Obstacle.STAFF: Topic.STAFF,
    Obstacle.HIERARCHY: Topic.COUNCIL,
    Obstacle.TECHNICAL: Topic.DIGITAL,
    Obstacle.PARTNER: Topic.PARTNERSHIP,
}


def options() -> tuple[Option, ...]:
    """Return every topic as an option, in the order of a programme's life."""
    return tuple(Option(topic.value, words) for topic, words in TOPICS.items())


def guess(text: str) -> Topic | None:
    """Return the topic that most words of ``text`` point to, or None when none does.

    It is a proposal: the person confirms it.
    """
    plain = f" {normalise(text)} "
    found = {topic: len(pattern.findall(plain)) for topic, pattern in _patterns().items()}
    best = max(found, key=lambda topic: found[topic])
    return best if found[best] else None


def of_obstacle(obstacle: Obstacle) -> Topic:
    """Return the topic under which peers are asked about an obstacle."""
    return _OF_OBSTACLES.get(obstacle, Topic.OTHER)


@cache
def _patterns() -> dict[Topic, re.Pattern[str]]:
    return {
        topic: re.compile(f" {_CLITICS}(?:{'|'.join(map(normalise, pointers.split(', ')))})")
        for topic, pointers in _POINTERS.items()
    }
