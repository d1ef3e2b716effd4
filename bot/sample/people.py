"""Who sits in the sample network: invented names, roles in the network's proportions, languages.

First names are common ones; the family names are made of the words of open government (bridge,
dialogue, follow-up, …), so that nobody real can be meant and a reader sees at once that the
person is an example.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from storage.models import Role

Both = tuple[str, str]  # the same in Arabic and in French (Latin letters)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the sample network and the token that opens their seat.

    ``collectivity`` is written in the person's language; None for those who sit nowhere.
    """

    token: str = field(repr=False)
    name: str
    language: str
    role: Role
    collectivity: str | None


_FIRST: tuple[Both, ...] = (
    ("فاطمة", "Fatima"), ("محمد", "Mohamed"), ("خديجة", "Khadija"), ("أحمد", "Ahmed"),
    ("مريم", "Meryem"), ("يوسف", "Youssef"), ("سلمى", "Salma"), ("حمزة", "Hamza"),
    ("نادية", "Nadia"), ("كريم", "Karim"), ("سعاد", "Souad"), ("رشيد", "Rachid"),
    ("أمينة", "Amina"), ("عمر", "Omar"), ("لطيفة", "Latifa"), ("إدريس", "Driss"),
    ("حنان", "Hanane"), ("مصطفى", "Mustapha"), ("زينب", "Zineb"), ("عبد الرحيم", "Abderrahim"),
    ("إيمان", "Imane"), ("هشام", "Hicham"), ("سناء", "Sanae"), ("نبيل", "Nabil"),
    ("نورة", "Noura"), ("سعيد", "Said"), ("بشرى", "Bouchra"), ("طارق", "Tarik"),
    ("أسماء", "Asmae"), ("خالد", "Khalid"), ("هدى", "Houda"), ("عبد الله", "Abdellah"),
    ("وفاء", "Wafae"), ("مروان", "Marouane"), ("رجاء", "Rajae"), ("أنس", "Anas"),
    ("غزلان", "Ghizlane"), ("إلياس", "Ilyas"), ("كوثر", "Kaoutar"), ("ياسين", "Yassine"),
    ("لبنى", "Loubna"), ("بدر", "Badr"), ("تودة", "Touda"), ("إيدير", "Idir"),
    ("تيتريت", "Titrit"), ("يوبا", "Youba"), ("ابتسام", "Ibtissam"), ("المهدي", "El Mehdi"),
    ("شيماء", "Chaimae"), ("عبد العزيز", "Abdelaziz"), ("رقية", "Rkia"), ("زكرياء", "Zakaria"),
    ("حسناء", "Hasnae"), ("أيوب", "Ayoub"), ("صباح", "Sabah"), ("جواد", "Jaouad"),
    ("فدوى", "Fadoua"), ("عثمان", "Othmane"), ("دنيا", "Dounia"), ("منير", "Mounir"),
)  # fmt: skip

_FAMILY: tuple[Both, ...] = (
    ("الجسري", "El Jisri"), ("الجسراوي", "El Jisraoui"), ("المنفتحي", "El Mounfatihi"),
    ("الانفتاحي", "El Infitahi"), ("التشاركي", "Tacharouki"), ("الشفافاوي", "Chafafaoui"),
    ("المحوري", "El Mihwari"), ("المؤشري", "El Mouachiri"), ("الالتزامي", "El Iltizami"),
    ("التجريبي", "Tajribi"), ("النموذجي", "Namoudaji"), ("الافتراضي", "El Iftiradi"),
    ("التواصلي", "Tawassouli"), ("التنسيقي", "Tansiqi"), ("الإنصاتي", "El Insati"),
    ("الاقتراحي", "El Iqtirahi"), ("المبادراتي", "El Moubadarati"), ("التعاوني", "Taaouni"),
    ("التضامني", "Tadamouni"), ("الإشراكي", "El Ichraki"), ("التتبعي", "Tatabboui"),
    ("المواكبي", "El Mouakibi"), ("الأرشيفي", "El Archifi"), ("الضفتاوي", "Daffataoui"),
    ("المعبراوي", "El Maabaraoui"), ("الورشاوي", "El Warchaoui"), ("التشبيكي", "Tachbiki"),
    ("الرقمناوي", "Raqmanaoui"), ("المرصدي", "El Marsadi"), ("المنصاتي", "El Minassati"),
    ("الحصيلاوي", "El Hassilaoui"), ("الموعدي", "El Mawidi"),
)  # fmt: skip

MOST_SEATS = 1590  # the local governments of the register
_QUOTAS = {  # from how many people on there is one; the share in per cent; the most there can be
    Role.DEPUTY: (2, 15, MOST_SEATS),
    Role.NATIONAL_COORDINATOR: (3, 0, 1),
    Role.REGIONAL_COORDINATOR: (4, 4, 12),
    Role.POLE: (5, 8, 20),  # 20 in the network
    Role.OBSERVER: (6, 0, 1),
}  # the rest are focal points
_SHARES = {"ar": 60, "fr": 35}  # per cent; the rest speaks English, if there are ten people
_FIRST_ENGLISH = 10


def names(draw: Random) -> Iterator[Both]:
    """Give invented names without end, each once before any comes back (1,920 of them)."""
    pairs = [
        (f"{first[0]} {family[0]}", f"{first[1]} {family[1]}")
        for first in _FIRST
        for family in _FAMILY
    ]
    draw.shuffle(pairs)
    while True:
        yield from pairs


def languages(draw: Random, people: int) -> list[str]:
    """Share the languages out: about 60 % Arabic, 35 % French, a little English, mixed."""
    spoken = [language for language, share in _SHARES.items() for _ in range(people * share // 100)]
    rest = people - len(spoken)
    english = min(rest, max(people * 5 // 100, int(people >= _FIRST_ENGLISH)))
    spoken += ["en"] * english + ["ar"] * (rest - english)
    draw.shuffle(spoken)
    return spoken


def roles(people: int) -> dict[Role, int]:
    """Say how many there are of each role among so many people; all roles from six people on.

    Raises ValueError for fewer than one, or for more than the register has seats for: one focal
    point and one deputy for each local government, and those who coordinate.
    """
    count = {
        role: min(most, max(people * share // 100, int(people >= first)))
        for role, (first, share, most) in _QUOTAS.items()
    }
    seated = people - sum(count.values())
    count[Role.FOCAL_POINT] = min(MOST_SEATS, seated)
    count[Role.DEPUTY] += seated - count[Role.FOCAL_POINT]
    if people < 1 or count[Role.DEPUTY] > MOST_SEATS:
        limit = MOST_SEATS + sum(most for _, _, most in _QUOTAS.values())
        raise ValueError(f"the sample network has between 1 and {limit} people, not {people}")
    return count
