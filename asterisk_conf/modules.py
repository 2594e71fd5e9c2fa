"""The Asterisk modules that are loaded, in order, and why. Everything else stays out: fast start, small surface."""

from __future__ import annotations

from collections.abc import Callable

REQUIRED = (
    # where pjsip keeps its settings
    "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb",
    # the telephone stack
    "res_timing_timerfd", "res_pjproject", "res_rtp_asterisk", "res_srtp", "res_http_websocket",
    "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_acl", "res_pjsip_authenticator_digest",
    "res_pjsip_caller_id", "res_pjsip_dlg_options", "res_pjsip_dtmf_info",
    "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user",
    "res_pjsip_nat", "res_pjsip_refer", "res_pjsip_registrar", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp",
    "res_pjsip_transport_websocket", "res_pjsip_header_funcs", "chan_pjsip",
    # audio
    "codec_alaw", "codec_ulaw", "codec_resample", "format_pcm", "format_sln", "format_wav",
    "res_musiconhold", "bridge_simple", "bridge_builtin_features", "bridge_softmix",
    # the dialplan's applications and functions
    "app_dial", "app_playback", "app_mixmonitor", "app_stack", "app_userevent", "app_senddtmf", "res_speech", "res_agi",
    "func_callerid", "func_channel", "func_cut", "func_logic", "func_strings", "func_timeout",
    "func_uri",
    "func_hangupcause",
    "pbx_config",
    # AMI: the devices' states, for a resync
    "res_manager_devicestate",
    # after the channel driver, or members read as invalid
    "app_queue",
)  # fmt: skip

OPTIONAL = (
    "codec_opus_open_source", "codec_opus", "res_format_attr_opus",
    # Asterisk 22.7 moved the writer of cel_custom into a module of its own
    "res_cdrel_custom", "cel_custom",
)  # fmt: skip
"""Loaded where the installation has them."""


def modules_to_load(available: Callable[[str], bool]) -> tuple[str, ...]:
    """The load list for an installation."""
    optional = tuple(name for name in OPTIONAL if available(name))
    return (*REQUIRED[:-1], *optional, REQUIRED[-1])
