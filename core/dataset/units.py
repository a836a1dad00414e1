"""Numbers with one and the same unit behind each: `3 kg`. The units are a closed list."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.notes import Notes
from core.dataset.spelled import Spelled, as_mask

_ANY_CASE = (
    "kg|lbs?|oz|cm|mm|km|ml|kcal|mph|kmh|km/h|kw|kwh|mwh|gwh|khz|mhz|ghz|rpm|bpm|psi|hpa|kpa"
    "|mmhg|kb|gb|tb|sqft|sq ft|sqm"
)
"""Written with small and large letters alike."""
_AS_WRITTEN = (
    "g|mg|µg|μg|t|m|µm|μm|nm|in|ft|yd|mi|l|dl|dL|cl|hl|m²|m2|km²|km2|cm²|cm2|mm²|ft²|ft2|ha|m³|m3"
    "|cm³|cm3|ft³|°|° ?[CF]|℃|℉|m/s|m/s²|ft/s|l/min|kn|W|MW|GW|Wh|V|mV|kV|mA|Hz|Pa|mbar|bar|kJ|cal"
    "|dB|ppm|ppb|mg/d[lL]|mg/l|mg/L|g/l|g/L|g/d[lL]|µg/l|mmol/[lL]|mol/l|µmol/l|kg/m²|kg/m2|kg/m³"
    "|MB|ms|sec|min|h|hrs?|px|hp|Nm|€/m²"
)
"""No letter that as often ends a code or a size: A, K, M, X, x, d."""
_UNIT = f" s| L|(?i:{_ANY_CASE})|{_AS_WRITTEN}"
_NUMBER = r"[-+]?(?:\d[\d.,']*(?: \d{3})*[\d.,]*|\.\d+)"


def without_unit(
    column: Spelled, words: np.ndarray, notes: Notes
) -> tuple[Spelled, str, list[str]]:
    """The column without the unit of its numbers, "unit", and that unit; else it, "" and [].

    Every value is a number with the same unit, but for the masked `words` of missing. Several
    units are told: such a column stays text.
    """
    united = column.matches(f"{_NUMBER} ?(?:{_UNIT})") & ~words
    if not united.any():
        return column, "", []
    bare = column.matches(_NUMBER) & ~words
    if not (united | bare | words).all():
        return column, "", []
    units = _units(column.values.filter(pa.array(united)))
    if len(units) == 1 and not bare.any():
        plain = pc.replace_substring_regex(column.values, f"^({_NUMBER}) ?(?:{_UNIT})$", r"\1")
        return Spelled(column.name, column.codes, plain), "unit", units
    if column.counts[united].sum() >= column.counts[bare].sum():
        notes.add("units", column.name, values=[*units, "none"] if bare.any() else units)
    return column, "", []


def _units(values: pa.Array) -> list[str]:
    """The units behind these numbers, each as it is written first."""
    found = pc.unique(pc.replace_substring_regex(values, f"^{_NUMBER} ?", ""))
    loose = as_mask(pc.match_substring_regex(found, f"^(?i:{_ANY_CASE})$"))
    units: dict[str, str] = {}
    for unit, anyhow in zip(found.to_pylist(), loose, strict=True):
        key = unit.replace(" ", "").replace("\u03bc", "\u00b5")  # the two letters mu
        units.setdefault(key.lower() if anyhow else key, unit)
    return list(units.values())
