"""What the API says about recordings past their retention. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

RETENTION: Mapping[str, tuple[Text, Text | None]] = {
    "nothing-expired": (
        text(
            "没有超过保存期限且可以销毁的录音",
            "보존 기한이 지나 폐기할 녹음이 없습니다",
            "No recording may be destroyed",
        ),
        None,
    ),
    "already-listed": (
        text(
            "可以销毁的录音都已列入待批准的清册",
            "폐기할 수 있는 녹음은 모두 승인을 기다리는 목록에 있습니다",
            "All that may be destroyed stands on a list that waits for approval",
        ),
        text(
            "请由另一位档案员或领导核对并批准那份清册",
            "다른 기록 담당자나 책임자가 그 목록을 승인해야 합니다",
            "Let another archivist or leader approve that list",
        ),
    ),
    "own-list": (
        text(
            "提出清册的人不能批准自己的清册",
            "목록을 제출한 사람은 승인할 수 없습니다",
            "Who proposed a list may not approve it",
        ),
        text("请由另一位档案员或领导批准", "다른 사람이 승인해야 합니다", "Let another archivist or leader approve it"),
    ),
    "already-approved": (text("清册已经批准", "이미 승인된 목록입니다", "The list was approved before"), None),
    "not-approved": (text("清册还没有批准", "아직 승인되지 않은 목록입니다", "The list is not approved yet"), None),
    "hash-differs": (
        text("清册的校验值不符", "목록의 확인 값이 맞지 않습니다", "The hash is not that of the list"),
        text("请重新核对清册后再批准", "목록을 다시 확인하십시오", "Read the list again before approving it"),
    ),
    "already-held": (
        text("该录音已暂缓销毁", "이미 폐기가 보류된 녹음입니다", "The recording is on hold already"),
        None,
    ),
    "not-held": (text("该录音没有暂缓销毁", "폐기가 보류되지 않은 녹음입니다", "The recording is not on hold"), None),
    "already-destroyed": (text("该录音已经销毁", "이미 폐기된 녹음입니다", "The recording was destroyed"), None),
    "reason-wanted": (text("请写明理由", "사유를 적어 주십시오", "Say why"), None),
}
"""Code -> what is wrong, and what to do about it."""
