"""What the API says about requests of any kind, and about signing in. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

REQUESTS: Mapping[str, tuple[Text, Text | None]] = {
    "bad-credentials": (
        text(
            "用户名或密码不正确", "사용자 이름 또는 비밀번호가 올바르지 않습니다", "The user name or password is wrong"
        ),
        text(
            "请核对后重试",
            "확인한 뒤 다시 입력하십시오",
            "Check both and try again",
        ),
    ),
    "wrong-password": (
        text("现用密码不正确", "현재 비밀번호가 올바르지 않습니다", "The present password is wrong"),
        text("请重新输入现用密码", "현재 비밀번호를 다시 입력하십시오", "Type the present password again"),
    ),
    "password-length": (
        text(
            "新密码应为 {least} 至 {most} 个字符",
            "새 비밀번호는 {least}~{most}자여야 합니다",
            "A password has {least} to {most} characters",
        ),
        text("请另设一个", "다른 비밀번호를 정하십시오", "Choose another"),
    ),
    "same-password": (
        text("新密码与现用密码相同", "새 비밀번호가 현재 비밀번호와 같습니다", "The new password is the present one"),
        text("请另设一个", "다른 비밀번호를 정하십시오", "Choose another"),
    ),
    "too-many-attempts": (
        text(
            "登录尝试过多",
            "로그인 시도가 너무 많습니다",
            "Too many sign-in attempts",
        ),
        text(
            "请 {seconds} 秒后再试",
            "{seconds}초 뒤에 다시 시도하십시오",
            "Try again in {seconds} seconds",
        ),
    ),
    "signed-out": (
        text(
            "尚未登录或登录已失效",
            "로그인하지 않았거나 만료되었습니다",
            "You are not signed in, or no longer",
        ),
        text(
            "请重新登录",
            "다시 로그인하십시오",
            "Sign in again",
        ),
    ),
    "forbidden": (
        text(
            "您没有此项权限",
            "이 작업을 할 권한이 없습니다",
            "Your role may not do this",
        ),
        text(
            "如确有需要，请联系管理员",
            "필요하면 관리자에게 문의하십시오",
            "Ask an administrator if you need it",
        ),
    ),
    "bad-csrf": (
        text(
            "请求未通过安全校验",
            "요청이 보안 검사를 통과하지 못했습니다",
            "The request failed a safety check",
        ),
        text(
            "请刷新页面后重试",
            "페이지를 새로 고친 뒤 다시 시도하십시오",
            "Reload the page and try again",
        ),
    ),
    "not-found": (
        text(
            "没有找到",
            "찾을 수 없습니다",
            "There is no such thing here",
        ),
        None,
    ),
    "bad-request": (
        text(
            "请求格式不正确",
            "요청 형식이 올바르지 않습니다",
            "The request cannot be read",
        ),
        None,
    ),
    "bad-cursor": (
        text(
            "翻页位置无效",
            "페이지 위치가 올바르지 않습니다",
            "This place in the list does not exist",
        ),
        text(
            "请从第一页重新查看",
            "첫 페이지부터 다시 보십시오",
            "Start again from the first page",
        ),
    ),
    "method-not-allowed": (
        text(
            "此地址不支持该操作",
            "이 주소에서는 할 수 없는 작업입니다",
            "This address does not do that",
        ),
        None,
    ),
    "too-large": (
        text(
            "请求内容过大",
            "요청이 너무 큽니다",
            "The request is too large",
        ),
        None,
    ),
    "not-a-choice": (
        text("“{place}”没有这个选项", "“{place}”에 없는 선택입니다", "“{place}” has no such choice"),
        text("可选：{choices}", "선택: {choices}", "Choose among {choices}"),
    ),
    "not-a-number": (
        text("“{place}”应为数字", "“{place}”은(는) 숫자여야 합니다", "“{place}” is a number"),
        text("请只写数字", "숫자만 쓰십시오", "Write digits only"),
    ),
    "not-a-date": (
        text("“{place}”应为日期", "“{place}”은(는) 날짜여야 합니다", "“{place}” is a date"),
        text("请写成 2026-11-23", "2026-11-23처럼 쓰십시오", "Write it as 2026-11-23"),
    ),
    "field-unsound": (
        text("{why}", "{why}", "{why}"),
        text(
            "请核对后修改；确实无法核对的，清空后写明原因",
            "확인한 뒤 고치십시오. 확인할 수 없으면 비우고 이유를 적으십시오",
            "Check and correct it; where that cannot be done, empty it and say why",
        ),
    ),
    "invalid-field": (
        text(
            "“{place}”填写有误",
            "“{place}” 항목이 올바르지 않습니다",
            "The value of “{place}” is not right",
        ),
        text(
            "请修改后重新提交",
            "고쳐서 다시 보내십시오",
            "Correct it and send it again",
        ),
    ),
    "bad-range": (
        text(
            "请求的范围无效",
            "요청한 범위가 올바르지 않습니다",
            "The range asked for does not exist",
        ),
        None,
    ),
    "overloaded": (
        text(
            "连接数过多",
            "연결이 너무 많습니다",
            "There are too many connections",
        ),
        None,
    ),
    "writer-busy": (
        text(
            "系统繁忙，这次修改可能没有保存",
            "시스템이 혼잡하여 변경 내용이 저장되지 않았을 수 있습니다",
            "The system is busy; this change may not have been saved",
        ),
        text(
            "请刷新后确认，未保存时再试一次",
            "새로 고쳐 확인하고 저장되지 않았으면 다시 시도하세요",
            "Reload and look; if it was not saved, try again",
        ),
    ),
    "internal": (
        text(
            "系统出错，已记录",
            "시스템 오류가 기록되었습니다",
            "Something went wrong; it has been recorded",
        ),
        text(
            "请重试；如反复出现请联系管理员",
            "다시 시도하고, 반복되면 관리자에게 알리십시오",
            "Try again; if it stays, tell an administrator",
        ),
    ),
}
"""Code -> what is wrong, and what to do about it."""
