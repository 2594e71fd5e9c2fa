"""Sound as numbers: one channel of float32 between -1 and 1. Levels, edges, rates, and the telephone's A-law.

Pure functions over arrays. No file, no engine.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

Samples = npt.NDArray[np.float32]

WIDE, NARROW = 16_000, 8_000
"""The two rates that Asterisk is given."""
LEVEL_DB = -20.0
"""RMS of the spoken part, in dB under full scale: near the -20 dBm0 that telephone speech is planned for."""
PEAK = 0.89
_FRAME_S = 0.01
_GATE_DB = 30.0
_EDGE_DB = 46.0
_LEAD_S, _TAIL_S, _FADE_S = 0.03, 0.05, 0.008
_LONG_PAUSE, _PAUSE = "。！？.!?", "，、；：,;:"
_DIED_AWAY_DB = 10.0
_LOSS_DB, _NOISE_DB = -10.0, -20.0
_PAUSES_S = {"long": 0.38, "short": 0.2}


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """The same sound at another rate."""
    if rate == to:
        return samples
    return np.asarray(soxr.resample(samples, rate, to), dtype=np.float32)


def trimmed(samples: Samples, rate: int) -> Samples:
    """Without the silence around it (a breath of a few hundredths stays), faded at both ends so that nothing clicks."""
    centred = samples - np.float32(samples.mean()) if samples.size else samples
    loud = _loud_frames(centred, rate, _EDGE_DB)
    if not loud.size:
        return np.zeros(0, dtype=np.float32)
    frame = int(rate * _FRAME_S)
    first = max(0, int(loud[0]) * frame - int(rate * _LEAD_S))
    last = min(centred.size, (int(loud[-1]) + 1) * frame + int(rate * _TAIL_S))
    return faded(centred[first:last], rate)


def faded(samples: Samples, rate: int) -> Samples:
    """With a short ramp at both ends."""
    ramp = np.linspace(0, 1, min(int(rate * _FADE_S), samples.size // 2), dtype=np.float32)
    out = samples.copy()
    if ramp.size:
        out[: ramp.size] *= ramp
        out[-ramp.size :] *= ramp[::-1]
    return out


def _frames(samples: Samples, rate: int) -> Samples:
    """RMS of each hundredth of a second."""
    frame = int(rate * _FRAME_S)
    count = samples.size // frame
    if not count:
        return np.zeros(0, dtype=np.float32)
    blocks = samples[: count * frame].reshape(count, frame)
    return np.asarray(np.sqrt(np.mean(blocks**2, axis=1)), dtype=np.float32)


def _loud_frames(samples: Samples, rate: int, below_peak_db: float) -> npt.NDArray[np.intp]:
    levels = _frames(samples, rate)
    if not levels.size or levels.max() < 1e-5:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(levels > levels.max() * 10 ** (-below_peak_db / 20))


def speech_level_db(samples: Samples, rate: int) -> float:
    """RMS of the frames in which something is said, in dB under full scale; -inf for silence."""
    levels = _frames(samples, rate)
    loud = levels[_loud_frames(samples, rate, _GATE_DB)]
    return float(20 * np.log10(np.sqrt(np.mean(loud**2)))) if loud.size else float("-inf")


def longest_silence_s(samples: Samples, rate: int) -> float:
    """Seconds of the longest stretch within the sound in which nothing is said."""
    loud = _loud_frames(samples, rate, _GATE_DB)
    return float(np.diff(loud).max() - 1) * _FRAME_S if loud.size > 1 else 0.0


def first_of_three(samples: Samples, rate: int) -> Samples:
    """Of one syllable said three times in a row, the first alone: up to where it has died away before the second."""
    levels = 20 * np.log10(_frames(samples, rate) + 1e-9)
    smooth = np.convolve(np.pad(levels, 1, mode="edge"), np.ones(3) / 3, "valid")
    early, late = int(smooth.size * 0.12), int(smooth.size * 0.30)
    peak = early + int(np.argmax(smooth[early:late]))
    after = smooth[peak : int(smooth.size * 0.43)]
    gone = np.flatnonzero(after < smooth[peak] - _DIED_AWAY_DB)
    end = peak + int(gone[0] if gone.size else np.argmin(after))
    return samples[: int((end + 1.5) * rate * _FRAME_S)]


def levelled(samples: Samples, rate: int) -> Samples:
    """At the common loudness; less where its peaks would leave the scale."""
    level = speech_level_db(samples, rate)
    if level == float("-inf"):
        return samples
    gain = 10 ** ((LEVEL_DB - level) / 20)
    peak = float(np.abs(samples).max()) * gain
    return np.asarray(samples * (gain * min(1.0, PEAK / peak)), dtype=np.float32)


def finished(samples: Samples, rate: int) -> Samples:
    """As it is shipped and kept: 16 kHz, trimmed, at the common loudness."""
    return levelled(trimmed(resample(samples, rate, WIDE), WIDE), WIDE)


def with_breath(samples: Samples, text: str, rate: int) -> Samples:
    """With the silence that the punctuation at the edges of its text asks for. A text of punctuation is silence."""
    words = text.strip()
    body = words.strip(_LONG_PAUSE + _PAUSE)
    before = words[: len(words) - len(words.lstrip(_LONG_PAUSE + _PAUSE))]
    after = words[len(before) + len(body) :]
    if not body:
        return _silence(before or after, rate)
    return np.concatenate([_silence(before, rate), samples, _silence(after, rate)])


def _silence(marks: str, rate: int) -> Samples:
    kind = "long" if set(marks) & set(_LONG_PAUSE) else "short" if marks else None
    return np.zeros(int(rate * _PAUSES_S[kind]) if kind else 0, dtype=np.float32)


def to_pcm(samples: Samples) -> bytes:
    """Signed 16-bit little-endian."""
    return (np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes()


def from_pcm(pcm: bytes) -> Samples:
    """The reverse of `to_pcm`."""
    return np.asarray(np.frombuffer(pcm, dtype="<i2") / 32768, dtype=np.float32)


def over_the_telephone(samples: Samples) -> Samples:
    """What A-law (ITU-T G.711) leaves of 8 kHz sound: each sample through its 8-bit code and back."""
    magnitude = np.minimum(np.abs(samples) * 4096, 4095).astype(np.int32)
    exponent = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 1)
    step = np.left_shift(1, exponent)
    restored = (magnitude // step) * step + step / 2
    return np.asarray(np.sign(samples) * restored / 4096, dtype=np.float32)


def on_a_poor_line(samples: Samples) -> Samples:
    """10 dB quieter, under white noise 20 dB below the level of all that ships; the same noise each time."""
    noise = np.random.default_rng(12385).standard_normal(samples.size)
    level = 10 ** ((LEVEL_DB + _LOSS_DB + _NOISE_DB) / 20)
    return np.asarray(samples * 10 ** (_LOSS_DB / 20) + noise * level, dtype=np.float32)
