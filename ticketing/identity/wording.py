"""The sentences of `errors.Flaw`, in Chinese, Korean and English: code -> (what is wrong, what to do). Data only."""

from __future__ import annotations

from collections.abc import Mapping

Text = Mapping[str, str]


def _of(zh: str, ko: str, en: str) -> Text:
    return {"zh": zh, "ko": ko, "en": en}


_ASK_AGAIN = _of(
    "请与来电人逐位核对号码", "전화하신 분과 번호를 한 자리씩 확인하십시오", "Check it with the caller digit by digit"
)

SENTENCES: Mapping[str, tuple[Text, Text]] = {
    "id-number-length": (
        _of(
            "身份证号应为 18 位，现有 {count} 位",
            "신분증 번호는 18자리인데 {count}자리입니다",
            "An ID number has 18 digits, this has {count}",
        ),
        _ASK_AGAIN,
    ),
    "id-number-first-generation": (
        _of(
            "15 位的第一代身份证号自 2013 年起停用",
            "15자리 1세대 신분증은 2013년부터 쓸 수 없습니다",
            "15-digit ID numbers have been invalid since 2013",
        ),
        _of("请询问 18 位号码", "18자리 번호를 물어보십시오", "Ask for the number of 18 digits"),
    ),
    "id-number-signs": (
        _of(
            "身份证号的前 17 位应为数字，末位为数字或 X",
            "앞 17자리는 숫자, 끝자리는 숫자 또는 X여야 합니다",
            "17 digits and then a digit or X belong here",
        ),
        _ASK_AGAIN,
    ),
    "id-number-division": (
        _of(
            "没有以 {prefix} 开头的行政区划",
            "{prefix}(으)로 시작하는 행정 구역이 없습니다",
            "No division begins with {prefix}",
        ),
        _ASK_AGAIN,
    ),
    "id-number-birth": (
        _of(
            "第 7 至 14 位不是存在的日期",
            "7~14번째 자리가 실제 날짜가 아닙니다",
            "Digits 7 to 14 are no day that exists",
        ),
        _ASK_AGAIN,
    ),
    "id-number-birth-far": (
        _of(
            "出生日期晚于今天或早于 150 年前",
            "생년월일이 오늘보다 뒤이거나 150년보다 앞입니다",
            "The day of birth is after today or over 150 years ago",
        ),
        _ASK_AGAIN,
    ),
    "id-number-check-digit": (
        _of(
            "校验码不符，号码中有误",
            "검증 숫자가 맞지 않아 번호에 잘못이 있습니다",
            "The check digit does not fit: some digit is wrong",
        ),
        _ASK_AGAIN,
    ),
    "certificate-length": (
        _of(
            "残疾人证号应为 20 位（补发的另加 B 和次数），现有 {count} 位",
            "장애인증 번호는 20자리(재발급은 B와 횟수 추가)인데 {count}자리입니다",
            "A certificate number has 20 digits (and B1, B2 … when reissued), this has {count}",
        ),
        _ASK_AGAIN,
    ),
    "certificate-signs": (
        _of(
            "残疾人证号末尾应为类别、等级两位数字，补发的再加 B 和次数",
            "끝에는 유형과 등급 두 숫자, 재발급은 B와 횟수가 와야 합니다",
            "It ends with two digits for category and grade, then B and a count when reissued",
        ),
        _ASK_AGAIN,
    ),
    "certificate-category": (
        _of(
            "第 19 位（残疾类别）应为 1 至 7，现为 {digit}",
            "19번째 자리(장애 유형)는 1~7인데 {digit}입니다",
            "Digit 19 (category) is 1 to 7, this is {digit}",
        ),
        _ASK_AGAIN,
    ),
    "certificate-grade": (
        _of(
            "第 20 位（残疾等级）应为 1 至 4，现为 {digit}",
            "20번째 자리(장애 등급)는 1~4인데 {digit}입니다",
            "Digit 20 (grade) is 1 to 4, this is {digit}",
        ),
        _ASK_AGAIN,
    ),
    "phone-unknown": (
        _of(
            "这不是手机号或带区号的固定电话号码",
            "휴대전화 번호나 지역번호가 있는 유선 번호가 아닙니다",
            "This is neither a mobile number nor a landline with its area code",
        ),
        _of(
            "手机号 11 位；固定电话请加区号，如 0551-65123456",
            "휴대전화는 11자리, 유선은 0551-65123456처럼 지역번호를 붙이십시오",
            "Write 11 digits of a mobile, or a landline with area code such as 0551-65123456",
        ),
    ),
    "division-code": (
        _of(
            "{given} 不是六位行政区划代码",
            "{given}은(는) 여섯 자리 행정 구역 코드가 아닙니다",
            "{given} is no six-digit division code",
        ),
        _of(
            "请填写 GB/T 2260 代码，如 340100",
            "GB/T 2260 코드를 340100처럼 쓰십시오",
            "Write a GB/T 2260 code such as 340100",
        ),
    ),
    "contradiction": (
        _of(
            "所填“{entered}”与证件号所示“{implied}”不一致",
            "입력한 “{entered}”이(가) 번호가 나타내는 “{implied}”와(과) 다릅니다",
            "“{entered}” was entered, but the number says “{implied}”",
        ),
        _of(
            "请与来电人核对后改其中一项",
            "전화하신 분과 확인한 뒤 한쪽을 고치십시오",
            "Ask the caller and correct one of them",
        ),
    ),
}
"""Facts in braces are counts, prefixes or values of a field; never a whole number."""
