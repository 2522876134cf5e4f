"""The countries of each region, as ISO 3166 codes.

Each country is in one continent only where recruiters' use differs: Mexico counts as Latin America,
Turkey and Egypt as Middle East and Africa. The division of the rest follows the UN's geoscheme (M49).
"""

from jobs.listings.facts import Region as Region


def _codes(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


_EU = _codes("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
_EUROPE = _EU | _codes("AD AL AX BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS RU SJ SM UA VA XK")
_NORTH_AMERICA = _codes("BM CA GL PM US")
_LATIN_AMERICA = _codes(
    "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX "
    "NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
)
_ASIA_PACIFIC = _codes(
    "AF AS AU BD BN BT CC CK CN CX FJ FM GU HK ID IN IO JP KG KH KI KP KR KZ LA LK MH MM MN MO MP MV MY NC NF "
    "NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UM UZ VN VU WF WS"
)
_MIDDLE_EAST_AFRICA = _codes(
    "AE AM AO AZ BF BH BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GE GH GM GN GQ GW IL IQ IR JO KE KM KW "
    "LB LR LS LY MA MG ML MR MU MW MZ NA NE NG OM PS QA RE RW SA SC SD SH SL SN SO SS ST SY SZ TD TG TN TR TZ "
    "UG YE YT ZA ZM ZW"
)

COUNTRIES = {
    Region.EU: _EU,
    Region.EUROPE: _EUROPE,
    Region.UK: frozenset({"GB"}),
    Region.NORTH_AMERICA: _NORTH_AMERICA,
    Region.LATIN_AMERICA: _LATIN_AMERICA,
    Region.ASIA_PACIFIC: _ASIA_PACIFIC,
    Region.MIDDLE_EAST_AFRICA: _MIDDLE_EAST_AFRICA,
    Region.WORLDWIDE: _EUROPE | _NORTH_AMERICA | _LATIN_AMERICA | _ASIA_PACIFIC | _MIDDLE_EAST_AFRICA,
}

# Each region with the regions that contain it: a job open to Europe is open to the United Kingdom.
WITHIN = {
    region: [wider for wider in Region if countries <= COUNTRIES[wider]]
    for region, countries in COUNTRIES.items()
}
