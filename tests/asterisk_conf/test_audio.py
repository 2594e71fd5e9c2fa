"""A-law, the hold tone and the test caller's audio."""

from __future__ import annotations

import array
import struct
import wave
from pathlib import Path

import pytest

from asterisk_conf.alaw import encode, to_samples
from asterisk_conf.rtp import RtpPeer, read_audio
from asterisk_conf.sounds import write_hold_tone
from tests.tones import loudest, tone


def test_alaw_and_back_keeps_every_sample_within_a_sixteenth() -> None:
    samples = range(-32768, 32768, 7)
    for before, after in zip(samples, to_samples(encode(samples)), strict=True):
        assert abs(before - after) <= max(16, abs(before) // 16)


def test_alaw_agrees_with_the_standard_s_table() -> None:
    """ITU-T G.711, table 1a: the smallest and the largest steps of both signs."""
    assert encode([0, 8, -1, 32767, -32768]) == bytes([0xD5, 0xD5, 0x55, 0xAA, 0x2A])
    assert list(to_samples(b"\xd5\x55\xaa\x2a")) == [8, -8, 32256, -32256]


def test_the_hold_tone_is_soft_and_mostly_silence(tmp_path: Path) -> None:
    path = tmp_path / "hold.alaw"
    write_hold_tone(path)
    samples = to_samples(path.read_bytes())
    assert 5 <= len(samples) / 8000 <= 10
    assert max(map(abs, samples)) < 4000
    assert sum(abs(sample) <= 8 for sample in samples) > len(samples) / 2


def test_audio_of_any_rate_becomes_alaw_at_8_khz(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(b"\0\0" * 22050)
    assert len(read_audio(path)) == 8000
    tone(path, 440, 1)
    assert loudest(list(to_samples(read_audio(path))), 440) > 0.9


def test_stereo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0\0\0")
    with pytest.raises(ValueError, match="not 16-bit mono"):
        read_audio(path)


def packet(sequence: int, fill: int, kind: int = 8) -> bytes:
    return struct.pack(">BBHII", 0x80, kind, sequence & 0xFFFF, 0, 1) + bytes([fill]) * 4


def test_packets_out_of_order_and_across_the_counter_s_end_are_put_in_order() -> None:
    peer = RtpPeer(b"")
    for sequence, fill in ((65534, 0xD5), (0, 0x55), (65535, 0xAA), (1, 0x2A)):
        peer.datagram_received(packet(sequence, fill), ("127.0.0.1", 1))
    assert peer.heard() == array.array("h", [8] * 4 + [32256] * 4 + [-8] * 4 + [-32256] * 4)


def test_a_repeated_packet_counts_once_and_key_packets_not_at_all() -> None:
    peer = RtpPeer(b"")
    for data in (packet(1, 0xD5), packet(1, 0xD5), packet(2, 0, kind=101), b"\x80"):
        peer.datagram_received(data, ("127.0.0.1", 1))
    assert len(peer.heard()) == 4


def test_what_is_no_key_cannot_be_pressed() -> None:
    with pytest.raises(ValueError, match="'A' is not a key"):
        RtpPeer(b"").press("A")
