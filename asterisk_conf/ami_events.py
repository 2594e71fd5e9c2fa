"""AMI events that our Asterisk does not make (manager.conf `disabledevents`): name by name, and why."""

from __future__ import annotations

UNREAD = (
    "Newexten", "VarSet", "NewAccountCode", "RTCPSent", "RTCPReceived", "NewConnectedLine", "NewCallerid",
    "MusicOnHoldStart", "MusicOnHoldStop", "DialState", "BridgeCreate", "BridgeDestroy",
    "HangupRequest", "SoftHangupRequest", "MixMonitorStart", "MixMonitorStop", "ContactStatus",
    "AgentComplete", "QueueMemberStatus", "DeviceStateChange", "DialBegin", "DialEnd", "BridgeLeave",
)  # fmt: skip
"""Read by nobody, and each costs CPU in every call or sign-in."""

OTHER_CLASSES = (
    # test (Debian's Asterisk is built with TEST_FRAMEWORK)
    "TestEvent",
    # dtmf
    "DTMFBegin", "DTMFEnd",
    # dialplan, beside Newexten and VarSet
    "HangupHandlerPush", "HangupHandlerPop", "HangupHandlerRun",
    # agi
    "AGIExecStart", "AGIExecEnd", "AsyncAGIStart", "AsyncAGIExec", "AsyncAGIEnd",
    # cdr, aoc
    "Cdr", "AOC-S", "AOC-D", "AOC-E",
    # cc
    "CCAvailable", "CCOfferTimerStart", "CCRequested", "CCRequestAcknowledged", "CCCallerStopMonitoring",
    "CCCallerStartMonitoring", "CCCallerRecalling", "CCRecallComplete", "CCFailure", "CCMonitorFailed",
    # security (Asterisk's own log has them too)
    "FailedACL", "InvalidAccountID", "SessionLimit", "MemoryLimit", "LoadAverageLimit", "RequestNotSupported",
    "RequestNotAllowed", "AuthMethodNotAllowed", "RequestBadFormat", "SuccessfulAuth", "UnexpectedAddress",
    "ChallengeResponseFailed", "InvalidPassword", "ChallengeSent", "InvalidTransport",
)  # fmt: skip
"""Of classes that our AMI user does not read. Every event takes the next SequenceNumber, whoever may read it, and a
disabled one takes none (main/manager.c): without these, a hole in the numbers means a lost event (`ami.sequence`).
The list is every event outside `system`, `call`, `agent` and `user` in the source of Asterisk 22."""

DISABLED = (*UNREAD, *OTHER_CLASSES)
