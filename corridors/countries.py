"""The names of countries, by ISO 3166-1 alpha-2 code, as the screen writes them."""

from __future__ import annotations

NAMES = {
    "AE": "United Arab Emirates", "AF": "Afghanistan", "AL": "Albania", "AM": "Armenia", "AT": "Austria", "AZ": "Azerbaijan",
    "BD": "Bangladesh", "BE": "Belgium", "BG": "Bulgaria", "BH": "Bahrain", "BT": "Bhutan", "BY": "Belarus", "CH": "Switzerland",
    "CN": "China", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "EG": "Egypt",
    "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GE": "Georgia", "GR": "Greece", "HR": "Croatia",
    "HU": "Hungary", "IL": "Israel", "IN": "India", "IQ": "Iraq", "IR": "Iran", "IT": "Italy", "JO": "Jordan", "JP": "Japan",
    "KG": "Kyrgyzstan", "KR": "South Korea", "KW": "Kuwait", "KZ": "Kazakhstan", "LB": "Lebanon", "LK": "Sri Lanka",
    "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MD": "Moldova", "MM": "Myanmar", "MN": "Mongolia",
    "NL": "Netherlands", "NO": "Norway", "NP": "Nepal", "OM": "Oman", "PK": "Pakistan", "PL": "Poland", "PS": "Palestine",
    "QA": "Qatar", "RO": "Romania", "RS": "Serbia", "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SI": "Slovenia",
    "SK": "Slovakia", "SY": "Syria", "TJ": "Tajikistan", "TM": "Turkmenistan", "TR": "Türkiye", "UA": "Ukraine",
    "US": "United States", "UZ": "Uzbekistan", "VN": "Viet Nam", "YE": "Yemen",
}  # fmt: skip


def country_name(code: str) -> str:
    """Return the name of a country, or the code itself where the table has none; "" is the open sea."""
    return NAMES.get(code, code) if code else "Open sea"
