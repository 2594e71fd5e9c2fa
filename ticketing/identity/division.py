"""Division codes (行政区划代码, GB/T 2260): six digits for province, city, county. Pure.

The list of counties changes every year and people keep the code of their birth, so only what cannot change is
checked: the province, and the ranges that the standard gives to cities and counties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ticketing.identity.errors import BadIdentity

PROVINCES: Mapping[str, str] = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
    "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
"""The first two digits -> the province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A division code and what its digits say. `level` is province, city or county."""

    code: str
    province: str
    level: str


def read_division(text: str) -> Division:
    """The division that six digits name. BadIdentity."""
    code = text.strip()
    province = PROVINCES.get(code[:2])
    if not re.fullmatch(r"[0-9]{6}", code) or province is None or (code[2:4] == "00" and code[4:] != "00"):
        raise BadIdentity("division-code", given=code[:12])
    if code[2:] == "0000":
        return Division(code=code, province=province, level="province")
    return Division(code=code, province=province, level="city" if code[4:] == "00" else "county")


def within(code: str, of: str) -> bool:
    """Whether a division lies in another (or is it): 340104 in 340100, 340100 in 340000."""
    return code.startswith(of.removesuffix("00").removesuffix("00"))
