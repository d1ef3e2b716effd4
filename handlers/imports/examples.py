"""The fictitious rows of the templates and of the playground's sample spreadsheet.

The collectivities are real, the people are not: their family names are made of the words of open
government (bridge, dialogue, follow-up).
"""

from collections.abc import Mapping
from datetime import date

from handlers.imports.columns import Column, Kind
from locales import Names
from storage.models import Phase, Role

Example = Mapping[Column, object]

EXAMPLES: Mapping[Kind, tuple[Example, ...]] = {
    Kind.MEMBERS: (
        {
            Column.NAME: Names(ar="سلمى الجسري", fr="Salma El Jisri"),
            Column.ROLE: Role.FOCAL_POINT,
            Column.PLACE: Names(ar="جماعة شفشاون", fr="Commune de Chefchaouen"),
            Column.PROVINCE: Names(ar="شفشاون", fr="Chefchaouen"),
            Column.LANGUAGE: "ar",
        },
        {
            Column.NAME: Names(ar="كريم المحوري", fr="Karim El Mihwari"),
            Column.ROLE: Role.DEPUTY,
            Column.PLACE: Names(ar="جهة الشرق", fr="Région de l’Oriental"),
            Column.LANGUAGE: "fr",
        },
    ),
    Kind.PROGRAMMES: (
        {
            Column.PLACE: Names(ar="جماعة شفشاون", fr="Commune de Chefchaouen"),
            Column.PROVINCE: Names(ar="شفشاون", fr="Chefchaouen"),
            Column.TITLE_AR: "برنامج انفتاح جماعة شفشاون 2026-2027",
            Column.TITLE_FR: "Programme d’ouverture de la commune de Chefchaouen 2026-2027",
            Column.PHASE: Phase.IMPLEMENTATION,
            Column.STARTS: date(2026, 1, 1),
            Column.ENDS: date(2027, 12, 31),
            Column.AXIS_AR: "شفافية الميزانية",
            Column.AXIS_FR: "Transparence budgétaire",
            Column.PROJECT_AR: "نشر ميزانية المواطن",
            Column.PROJECT_FR: "Publication du budget citoyen",
            Column.PRINCIPLES: ("transparency", "access_to_information"),
            Column.PROJECT_DUE: date(2027, 6, 30),
            Column.MILESTONE_AR: "إعداد صيغة مبسطة من الميزانية",
            Column.MILESTONE_FR: "Version simplifiée du budget",
            Column.MILESTONE_DUE: date(2026, 10, 31),
        },
        {
            Column.MILESTONE_AR: "نشرها على الموقع الإلكتروني",
            Column.MILESTONE_FR: "Mise en ligne",
            Column.MILESTONE_DUE: date(2027, 3, 31),
        },
    ),
}


def _member(name: str, role: Role, place: str, province: str, language: str) -> Example:
    return {
        Column.NAME: name,
        Column.ROLE: role,
        Column.PLACE: place,
        Column.PROVINCE: province,
        Column.LANGUAGE: language,
    }


SAMPLE: tuple[Example, ...] = (
    _member("سعاد الحواري", Role.FOCAL_POINT, "جماعة أزرو", "إفران", "ar"),
    _member("Hicham El Wassil", Role.DEPUTY, "Commune d’Azrou", "Ifrane", "fr"),
    _member("مريم المواكبي", Role.FOCAL_POINT, "جهة درعة-تافيلالت", "", "ar"),
    _member("Rachid El Ouarchi", Role.FOCAL_POINT, "Commune de Martil", "M’diq-Fnideq", "fr"),
    _member("Noura Tachbiki", Role.FOCAL_POINT, "Province d’Essaouira", "", "en"),
    _member("يوبا التشاركي", Role.FOCAL_POINT, "جماعة آيت ملول", "إنزكان-أيت ملول", "ar"),
    # A commune of this name lies in Taza, another in Zagora: the province tells them apart.
    _member("Titrit El Infitahi", Role.FOCAL_POINT, "Commune de Tazarine", "Zagora", "fr"),
    # Written as people say it, not as the register does: the nearest are offered.
    _member("عثمان الإنصاتي", Role.FOCAL_POINT, "جماعة تغزوت", "أكادير", "ar"),
    _member("Ghizlane El Moubadari", Role.POLE, "Commune de Dakhla", "Oued Ed-Dahab", "fr"),
    _member("خالد الأرشيفي", Role.REGIONAL_COORDINATOR, "جهة سوس-ماسة", "", "ar"),
    _member("Wafae Tansiqi", Role.REGIONAL_COORDINATOR, "Région Fès-Meknès", "", "fr"),
    _member("Lina El Marsadi", Role.OBSERVER, "", "", "en"),
)
"""Twelve people of six regions; all but one row are certain."""
