"""The names of countries, by ISO 3166-1 alpha-2 code, as the screen writes them, and the other names that files have for them."""

from __future__ import annotations

import functools
import re

from anyascii import anyascii

# XK is no code of ISO 3166-1 but the one in common use for Kosovo.
NAMES = {
    "AD": "Andorra", "AE": "United Arab Emirates", "AF": "Afghanistan", "AG": "Antigua and Barbuda", "AI": "Anguilla", "AL": "Albania",
    "AM": "Armenia", "AO": "Angola", "AQ": "Antarctica", "AR": "Argentina", "AS": "American Samoa", "AT": "Austria", "AU": "Australia",
    "AW": "Aruba", "AX": "Åland", "AZ": "Azerbaijan", "BA": "Bosnia and Herzegovina", "BB": "Barbados", "BD": "Bangladesh",
    "BE": "Belgium", "BF": "Burkina Faso", "BG": "Bulgaria", "BH": "Bahrain", "BI": "Burundi", "BJ": "Benin", "BL": "Saint Barthélemy",
    "BM": "Bermuda", "BN": "Brunei", "BO": "Bolivia", "BQ": "Caribbean Netherlands", "BR": "Brazil", "BS": "Bahamas", "BT": "Bhutan",
    "BV": "Bouvet Island", "BW": "Botswana", "BY": "Belarus", "BZ": "Belize", "CA": "Canada", "CC": "Cocos Islands", "CD": "DR Congo",
    "CF": "Central African Republic", "CG": "Congo", "CH": "Switzerland", "CI": "Côte d'Ivoire", "CK": "Cook Islands", "CL": "Chile",
    "CM": "Cameroon", "CN": "China", "CO": "Colombia", "CR": "Costa Rica", "CU": "Cuba", "CV": "Cabo Verde", "CW": "Curaçao",
    "CX": "Christmas Island", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DJ": "Djibouti", "DK": "Denmark", "DM": "Dominica",
    "DO": "Dominican Republic", "DZ": "Algeria", "EC": "Ecuador", "EE": "Estonia", "EG": "Egypt", "EH": "Western Sahara", "ER": "Eritrea",
    "ES": "Spain", "ET": "Ethiopia", "FI": "Finland", "FJ": "Fiji", "FK": "Falkland Islands", "FM": "Micronesia", "FO": "Faroe Islands",
    "FR": "France", "GA": "Gabon", "GB": "United Kingdom", "GD": "Grenada", "GE": "Georgia", "GF": "French Guiana", "GG": "Guernsey",
    "GH": "Ghana", "GI": "Gibraltar", "GL": "Greenland", "GM": "Gambia", "GN": "Guinea", "GP": "Guadeloupe", "GQ": "Equatorial Guinea",
    "GR": "Greece", "GS": "South Georgia", "GT": "Guatemala", "GU": "Guam", "GW": "Guinea-Bissau", "GY": "Guyana", "HK": "Hong Kong",
    "HM": "Heard and McDonald Islands", "HN": "Honduras", "HR": "Croatia", "HT": "Haiti", "HU": "Hungary", "ID": "Indonesia",
    "IE": "Ireland", "IL": "Israel", "IM": "Isle of Man", "IN": "India", "IO": "British Indian Ocean Territory", "IQ": "Iraq",
    "IR": "Iran", "IS": "Iceland", "IT": "Italy", "JE": "Jersey", "JM": "Jamaica", "JO": "Jordan", "JP": "Japan", "KE": "Kenya",
    "KG": "Kyrgyzstan", "KH": "Cambodia", "KI": "Kiribati", "KM": "Comoros", "KN": "Saint Kitts and Nevis", "KP": "North Korea",
    "KR": "South Korea", "KW": "Kuwait", "KY": "Cayman Islands", "KZ": "Kazakhstan", "LA": "Laos", "LB": "Lebanon", "LC": "Saint Lucia",
    "LI": "Liechtenstein", "LK": "Sri Lanka", "LR": "Liberia", "LS": "Lesotho", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia",
    "LY": "Libya", "MA": "Morocco", "MC": "Monaco", "MD": "Moldova", "ME": "Montenegro", "MF": "Saint Martin", "MG": "Madagascar",
    "MH": "Marshall Islands", "MK": "North Macedonia", "ML": "Mali", "MM": "Myanmar", "MN": "Mongolia", "MO": "Macao",
    "MP": "Northern Mariana Islands", "MQ": "Martinique", "MR": "Mauritania", "MS": "Montserrat", "MT": "Malta", "MU": "Mauritius",
    "MV": "Maldives", "MW": "Malawi", "MX": "Mexico", "MY": "Malaysia", "MZ": "Mozambique", "NA": "Namibia", "NC": "New Caledonia",
    "NE": "Niger", "NF": "Norfolk Island", "NG": "Nigeria", "NI": "Nicaragua", "NL": "Netherlands", "NO": "Norway", "NP": "Nepal",
    "NR": "Nauru", "NU": "Niue", "NZ": "New Zealand", "OM": "Oman", "PA": "Panama", "PE": "Peru", "PF": "French Polynesia",
    "PG": "Papua New Guinea", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland", "PM": "Saint Pierre and Miquelon",
    "PN": "Pitcairn Islands", "PR": "Puerto Rico", "PS": "Palestine", "PT": "Portugal", "PW": "Palau", "PY": "Paraguay", "QA": "Qatar",
    "RE": "Réunion", "RO": "Romania", "RS": "Serbia", "RU": "Russia", "RW": "Rwanda", "SA": "Saudi Arabia", "SB": "Solomon Islands",
    "SC": "Seychelles", "SD": "Sudan", "SE": "Sweden", "SG": "Singapore", "SH": "Saint Helena", "SI": "Slovenia",
    "SJ": "Svalbard and Jan Mayen", "SK": "Slovakia", "SL": "Sierra Leone", "SM": "San Marino", "SN": "Senegal", "SO": "Somalia",
    "SR": "Suriname", "SS": "South Sudan", "ST": "São Tomé and Príncipe", "SV": "El Salvador", "SX": "Sint Maarten", "SY": "Syria",
    "SZ": "Eswatini", "TC": "Turks and Caicos Islands", "TD": "Chad", "TF": "French Southern Territories", "TG": "Togo",
    "TH": "Thailand", "TJ": "Tajikistan", "TK": "Tokelau", "TL": "Timor-Leste", "TM": "Turkmenistan", "TN": "Tunisia", "TO": "Tonga",
    "TR": "Türkiye", "TT": "Trinidad and Tobago", "TV": "Tuvalu", "TW": "Taiwan", "TZ": "Tanzania", "UA": "Ukraine", "UG": "Uganda",
    "UM": "US Minor Outlying Islands", "US": "United States", "UY": "Uruguay", "UZ": "Uzbekistan", "VA": "Vatican City",
    "VC": "Saint Vincent and the Grenadines", "VE": "Venezuela", "VG": "British Virgin Islands", "VI": "US Virgin Islands",
    "VN": "Viet Nam", "VU": "Vanuatu", "WF": "Wallis and Futuna", "WS": "Samoa", "XK": "Kosovo", "YE": "Yemen", "YT": "Mayotte",
    "ZA": "South Africa", "ZM": "Zambia", "ZW": "Zimbabwe",
}  # fmt: skip

# Official, former and other usual names; "Republic of X", "the X" and the like are worked out from NAMES by `code_of`.
OTHER_NAMES = {
    "AE": "UAE; U.A.E.; Emirates; Abu Dhabi; Dubai", "AX": "Åland Islands; Aland Islands", "BA": "Bosnia; Bosnia & Herzegovina; Bosnia-Herzegovina",
    "BN": "Brunei Darussalam", "BO": "Plurinational State of Bolivia; Bolivia, Plurinational State of", "BQ": "Bonaire; Bonaire, Sint Eustatius and Saba",
    "BY": "Byelorussia; Belorussia", "CC": "Cocos (Keeling) Islands", "CD": "Democratic Republic of the Congo; Democratic Republic of Congo; DRC; D.R. Congo; Congo (Kinshasa); Congo-Kinshasa; "
    "Congo, Democratic Republic of the; Congo, Dem. Rep.; Congo DR; Zaire; Dem. Rep. Congo",
    "CF": "CAR; Central African Rep.", "CG": "Republic of the Congo; Congo (Brazzaville); Congo-Brazzaville; Congo, Rep.; Congo, Republic of the; Congo Republic",
    "CI": "Ivory Coast; Cote d Ivoire", "CN": "PRC; P.R. China; PR China; People's Republic of China; Mainland China; China, People's Republic of", "CV": "Cape Verde",
    "CZ": "Czech Republic; Czech Rep.", "DE": "Federal Republic of Germany", "DO": "Dominican Rep.", "EG": "Arab Republic of Egypt; Egypt, Arab Rep.", "EH": "W. Sahara; Sahrawi Arab Democratic Republic",
    "FK": "Falkland Islands (Islas Malvinas); Falkland Islands (Malvinas); Malvinas; Islas Malvinas", "FM": "Federated States of Micronesia; Micronesia, Federated States of; Micronesia, Fed. Sts.",
    "FO": "Faeroe Islands; Faroes", "GB": "UK; U.K.; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; United Kingdom of Great Britain and Northern Ireland",
    "GM": "Gambia, The", "GQ": "Eq. Guinea", "GR": "Hellas; Hellenic Republic", "GS": "South Georgia and the South Sandwich Islands; South Georgia and South Sandwich Islands",
    "GW": "Guinea Bissau", "HK": "Hong Kong SAR; Hong Kong, China; Hongkong", "HM": "Heard Island and McDonald Islands", "IR": "Islamic Republic of Iran; Iran, Islamic Republic of; Iran (Islamic Republic of); Persia",
    "KG": "Kyrgyz Republic; Kirghizia; Kirgizstan; Kirghizstan; Kyrghyzstan", "KN": "St. Kitts and Nevis; St Kitts & Nevis", "KP": "DPRK; Democratic People's Republic of Korea; Korea, Democratic People's Republic of; "
    "Korea, North; Korea (North); North-Korea; Korea, Dem. People's Rep.; Democratic People's Republic of Korea (DPRK)", "KR": "Republic of Korea; Korea, Republic of; Korea, South; Korea (South); Korea; ROK; S. Korea; Korea, Rep.",
    "KZ": "Kazakstan", "LA": "Lao PDR; Lao People's Democratic Republic; Lao", "LC": "St. Lucia", "LY": "Libyan Arab Jamahiriya; State of Libya", "MD": "Moldavia; Moldova, Republic of",
    "MF": "St. Martin; Saint-Martin", "MK": "Macedonia; FYROM; The former Yugoslav Republic of Macedonia; Macedonia, FYR", "MM": "Burma; Myanmar (Burma); Burma (Myanmar)", "MO": "Macau; Macao SAR",
    "NL": "Holland; The Netherlands", "NZ": "Aotearoa", "PF": "Tahiti", "PN": "Pitcairn", "PS": "State of Palestine; Palestinian Territory; Palestinian Territories; Occupied Palestinian Territory; West Bank; Gaza; "
    "West Bank and Gaza; Gaza Strip; West Bank and Gaza Strip; Palestine, State of", "RE": "Reunion", "RU": "Russian Federation; Russian Fed.", "SA": "KSA; Kingdom of Saudi Arabia", "SH": "St. Helena; Saint Helena, Ascension, and Tristan da Cunha; "
    "Saint Helena, Ascension and Tristan da Cunha", "SJ": "Svalbard; Jan Mayen", "SK": "Slovak Republic", "SO": "Somali; Somaliland", "ST": "Sao Tome & Principe", "SX": "St. Maarten", "SY": "Syrian Arab Republic", "SZ": "Swaziland",
    "TF": "French Southern and Antarctic Lands", "TL": "East Timor; Timor Leste", "TR": "Turkey; Turkiye", "TW": "Chinese Taipei; Taiwan, China; Taiwan (China); Taiwan, Province of China; Formosa; Taiwan, ROC", "TZ": "United Republic of Tanzania; Tanzania, United Republic of; Zanzibar",
    "UM": "United States Minor Outlying Islands; Midway Islands; Wake Island; Johnson Atoll", "US": "USA; U.S.A.; U.S.; United States of America", "VA": "Holy See; Vatican; Holy See (Vatican City State)",
    "VC": "St. Vincent and the Grenadines; Saint Vincent and the Grenadines (Windward Islands); St. Vincent; Saint Vincent", "VE": "Bolivarian Republic of Venezuela; Venezuela, Bolivarian Republic of; Venezuela (Bolivarian Republic of); Venezuela, RB",
    "VG": "Virgin Islands, British", "VI": "U.S. Virgin Islands; Virgin Islands, U.S.; United States Virgin Islands; Virgin Islands", "VN": "Vietnam; Socialist Republic of Vietnam", "WS": "Western Samoa", "YE": "Yemen, Rep.; Republic of Yemen", "ZA": "RSA; Republic of South Africa",
}  # fmt: skip
# ISO 3166-1 alpha-3, in the order of NAMES' codes; "-" where there is none.
ALPHA3 = (
    "AND ARE AFG ATG AIA ALB ARM AGO ATA ARG ASM AUT AUS ABW ALA AZE BIH BRB BGD BEL BFA BGR BHR BDI BEN BLM BMU BRN BOL BES BRA BHS BTN BVT "
    "BWA BLR BLZ CAN CCK COD CAF COG CHE CIV COK CHL CMR CHN COL CRI CUB CPV CUW CXR CYP CZE DEU DJI DNK DMA DOM DZA ECU EST EGY ESH ERI ESP "
    "ETH FIN FJI FLK FSM FRO FRA GAB GBR GRD GEO GUF GGY GHA GIB GRL GMB GIN GLP GNQ GRC SGS GTM GUM GNB GUY HKG HMD HND HRV HTI HUN IDN IRL "
    "ISR IMN IND IOT IRQ IRN ISL ITA JEY JAM JOR JPN KEN KGZ KHM KIR COM KNA PRK KOR KWT CYM KAZ LAO LBN LCA LIE LKA LBR LSO LTU LUX LVA LBY "
    "MAR MCO MDA MNE MAF MDG MHL MKD MLI MMR MNG MAC MNP MTQ MRT MSR MLT MUS MDV MWI MEX MYS MOZ NAM NCL NER NFK NGA NIC NLD NOR NPL NRU NIU "
    "NZL OMN PAN PER PYF PNG PHL PAK POL SPM PCN PRI PSE PRT PLW PRY QAT REU ROU SRB RUS RWA SAU SLB SYC SDN SWE SGP SHN SVN SJM SVK SLE SMR "
    "SEN SOM SUR SSD STP SLV SXM SYR SWZ TCA TCD ATF TGO THA TJK TKL TLS TKM TUN TON TUR TTO TUV TWN TZA UKR UGA UMI USA URY UZB VAT VCT VEN "
    "VGB VIR VNM VUT WLF WSM XKX YEM MYT ZAF ZMB ZWE"
)
FORMS = re.compile(
    r"^(the|republic of( the)?|kingdom of|state of|islamic republic of|federal republic of|democratic republic of|commonwealth of( the)?) "
)


def country_name(code: str) -> str:
    """Return the name of a country, or the code itself where the table has none; "" is the open sea."""
    return NAMES.get(code, code) if code else "Open sea"


def code_of(name: str) -> str:
    """Return the code of a country that a file names: by name, other name or code; "" where the tables have none.

    Case, accents, underscores, dots and "the" or "Republic of" before the name make no difference.
    """
    plain = _plain(name)
    return _codes().get(plain) or _codes().get(FORMS.sub("", plain), "")


def _plain(name: str) -> str:
    words = anyascii(name).lower().replace("&", " and ").replace(".", "")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words.replace("'", "")).split())


@functools.lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found = {code.lower(): code for code in NAMES}
    found |= {three.lower(): code for code, three in zip(NAMES, ALPHA3.split(), strict=True)}
    found |= {_plain(other): code for code, others in OTHER_NAMES.items() for other in others.split(";")}
    return found | {_plain(name): code for code, name in NAMES.items()}
