"""What the API says when something cannot be done with a ticket, a person, a file or a recording. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

TICKETS: Mapping[str, tuple[Text, Text | None]] = {
    "masked-value": (
        text(
            "“{place}”是隐去后的内容，不能写回",
            "“{place}”은(는) 가려진 내용이라 다시 저장할 수 없습니다",
            "“{place}” is a mask and cannot be written back",
        ),
        text(
            "请先说明理由查看原文，再作修改",
            "사유를 밝히고 원문을 연 뒤 수정하십시오",
            "Open the ticket with a reason, then change it",
        ),
    ),
    "field-required": (
        text(
            "“{place}”必须填写",
            "“{place}” 항목은 반드시 입력해야 합니다",
            "“{place}” must be filled in",
        ),
        text(
            "请补充后重新提交",
            "입력한 뒤 다시 보내십시오",
            "Fill it in and send it again",
        ),
    ),
    "version-conflict": (
        text(
            "该工单已被他人修改",
            "다른 사람이 이 접수 건을 수정했습니다",
            "Somebody else has changed this ticket",
        ),
        text(
            "请核对最新内容后重新保存",
            "최신 내용을 확인하고 다시 저장하십시오",
            "Look at it anew, then save again",
        ),
    ),
    "illegal-move": (
        text(
            "工单当前状态下不能这样做",
            "접수 건의 현재 상태에서는 할 수 없습니다",
            "The ticket's state does not allow this",
        ),
        None,
    ),
    "barred-move": (
        text(
            "按管理办法现在不能这样做：{why}",
            "관리 방법에 따라 지금은 할 수 없습니다: {why}",
            "The regulation does not allow this now: {why}",
        ),
        None,
    ),
    "attachment-not-found": (
        text("没有这个附件", "이 첨부 파일이 없습니다", "There is no such attachment"),
        None,
    ),
    "person-conflict": (
        text(
            "该人员信息已被他人修改或合并",
            "다른 사람이 이 인적 사항을 고치거나 합쳤습니다",
            "Somebody has changed or merged this person",
        ),
        text(
            "请重新打开后再试",
            "다시 열고 시도하십시오",
            "Open it again and repeat",
        ),
    ),
    "idempotency-key-reused": (
        text(
            "同一请求编号用于了不同的请求",
            "같은 요청 번호가 다른 요청에 쓰였습니다",
            "The idempotency key was used for another request",
        ),
        text(
            "请为每个请求使用新的编号",
            "요청마다 새 번호를 쓰십시오",
            "Use a new key for each request",
        ),
    ),
    "audio-missing": (
        text(
            "该录音文件不存在",
            "녹음 파일이 없습니다",
            "This recording has no audio",
        ),
        None,
    ),
}
"""Code -> what is wrong, and what to do about it."""
