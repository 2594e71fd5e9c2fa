"""Reading what Asterisk wrote, whole or torn."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recordings import flac, pcm
from recordings.errors import ArchiveDamaged, NotAudio
from recordings.names import Form, Kind, archive_path, read_incoming, read_message, recording_id
from tests.recordings.audio import NOW, raw, stereo, tone, wav


def take(tmp_path: Path, **files: bytes) -> pcm.Taken:
    paths = {}
    for form, blob in files.items():
        paths[Form[form]] = tmp_path / form
        paths[Form[form]].write_bytes(blob)
    return pcm.take(paths)


def test_interleaved_audio_keeps_caller_left_and_seat_right(tmp_path: Path) -> None:
    taken = take(tmp_path, STEREO_RAW=raw(stereo(1)))
    assert taken.seconds == 1
    assert np.array_equal(taken.samples, stereo(1))
    assert taken.flaws == ()


@pytest.mark.parametrize("odd", [1, 2, 3])
def test_a_half_written_sample_is_dropped_and_told(tmp_path: Path, odd: int) -> None:
    taken = take(tmp_path, STEREO_RAW=raw(stereo(1)) + b"x" * odd)
    assert np.array_equal(taken.samples, stereo(1))
    assert f"{odd} bytes" in taken.flaws[0]


def test_a_pair_of_monos_becomes_stereo_padded_with_silence(tmp_path: Path) -> None:
    taken = take(tmp_path, CALLER_SLN=raw(tone(1, 440)), SEAT_SLN=raw(tone(0.5, 880)))
    assert taken.samples.shape == (8000, 2)
    assert np.array_equal(taken.samples[:, :1], tone(1, 440))
    assert not taken.samples[4000:, 1].any()


def test_half_a_pair_is_kept_and_told(tmp_path: Path) -> None:
    assert take(tmp_path, SEAT_SLN=raw(tone(1, 880))).flaws == ("the caller side is absent",)


def test_a_whole_wav_is_read(tmp_path: Path) -> None:
    taken = take(tmp_path, WAV=wav(tone(2, 440)))
    assert (taken.seconds, taken.flaws) == (2, ())


@pytest.mark.parametrize("promised", [0, 100, 10**9])
def test_a_wav_whose_header_is_wrong_is_read_to_its_end(tmp_path: Path, promised: int) -> None:
    taken = take(tmp_path, WAV=wav(tone(2, 440), promised=promised))
    assert taken.seconds == 2
    assert str(promised) in taken.flaws[0]


def test_what_follows_the_audio_in_a_wav_is_no_audio(tmp_path: Path) -> None:
    assert take(tmp_path, WAV=wav(tone(2, 440), tail=b"LIST\x04\x00\x00\x00abcd")).seconds == 2


def test_an_empty_wav_holds_nothing(tmp_path: Path) -> None:
    assert take(tmp_path, WAV=b"").seconds == 0
    assert take(tmp_path, WAV=wav(tone(0, 440))).seconds == 0


@pytest.mark.parametrize(
    "blob", [b"nonsense", b"RIFF\x00\x00\x00\x00AVI ", wav(tone(1, 440)).replace(b"\x40\x1f", b"\x80\x3e")]
)
def test_what_is_no_wav_of_ours_is_refused(tmp_path: Path, blob: bytes) -> None:
    with pytest.raises(NotAudio):
        take(tmp_path, WAV=blob)


@given(st.binary(max_size=400))
def test_no_bytes_after_a_riff_header_do_harm(blob: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.wav"
        path.write_bytes(b"RIFF\x00\x00\x00\x00WAVE" + blob)
        with contextlib.suppress(NotAudio):
            assert pcm.take({Form.WAV: path}).samples.nbytes <= len(blob), "no more sound than there were bytes"


def test_levels_tell_the_loud_from_the_quiet_side() -> None:
    left, right = pcm.levels(stereo(1))
    assert left.peak_db == pytest.approx(-6, abs=0.2)
    assert right.peak_db == pytest.approx(-20, abs=0.2)
    assert pcm.levels(np.zeros((0, 1), dtype=np.int16))[0].rms_db == pcm.SILENCE_DB


def test_flac_gives_back_the_very_samples() -> None:
    assert np.array_equal(flac.decode(flac.encode(stereo(3))), stereo(3))


@pytest.fixture(params=["dr_flac", "libFLAC"])
def prover(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who decodes for the proof: where there is no wheel of dr_flac, libFLAC itself."""
    if request.param == "libFLAC":
        monkeypatch.setattr(flac, "miniaudio", None)
    elif flac.miniaudio is None:
        pytest.skip("no wheel of miniaudio for this machine")


@pytest.mark.usefixtures("prover")
@pytest.mark.parametrize("samples", [stereo(5), tone(3, 440).reshape(-1, 1), np.zeros((1, 2), dtype=np.int16)])
def test_a_flac_that_holds_the_samples_is_proven(samples: pcm.Samples) -> None:
    assert flac.holds(flac.encode(samples), samples)


@pytest.mark.usefixtures("prover")
@pytest.mark.parametrize("frame", [0, 20_000, -1])
@pytest.mark.parametrize("side", [0, 1])
def test_one_sample_that_differs_is_not_proven(frame: int, side: int) -> None:
    other = stereo(5)
    other[frame, side] ^= 1
    assert not flac.holds(flac.encode(other), stereo(5))


@pytest.mark.usefixtures("prover")
def test_less_more_or_other_sound_is_not_proven() -> None:
    samples, swapped = stereo(5), np.ascontiguousarray(stereo(5)[:, ::-1])
    assert not flac.holds(flac.encode(samples[:-1]), samples)
    assert not flac.holds(flac.encode(samples), samples[:-1])
    assert not flac.holds(flac.encode(samples[:, :1]), samples)
    assert not flac.holds(flac.encode(swapped), samples)


def can_be_listened_to(content: bytes, samples: pcm.Samples) -> bool:
    """Whether libFLAC, through which everybody listens, gives these samples."""
    try:
        return np.array_equal(flac.decode(content), samples)
    except ArchiveDamaged:
        return False


@pytest.mark.usefixtures("prover")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flac_that_was_damaged_is_proven_only_where_it_can_still_be_listened_to(at: float, bit: int) -> None:
    samples = stereo(1)
    damaged = bytearray(flac.encode(samples))
    damaged[int(at * len(damaged))] ^= 1 << bit
    assert can_be_listened_to(bytes(damaged), samples) or not flac.holds(bytes(damaged), samples)


@pytest.mark.usefixtures("prover")
@pytest.mark.parametrize("place", range(4, 86))
def test_a_flac_whose_head_was_damaged_is_proven_only_where_it_can_still_be_listened_to(place: int) -> None:
    samples = stereo(1)
    damaged = bytearray(flac.encode(samples))
    damaged[place] ^= 1
    assert can_be_listened_to(bytes(damaged), samples) or not flac.holds(bytes(damaged), samples)


@pytest.mark.usefixtures("prover")
def test_what_is_no_flac_is_not_proven() -> None:
    assert not flac.holds(b"no sound at all", stereo(1))
    assert not flac.holds(b"", stereo(1))


def test_peaks_follow_the_loudness() -> None:
    samples = np.vstack([stereo(1), np.zeros((8000, 2), dtype=np.int16)])
    left, right = flac.peaks(samples, 10)
    assert len(left) == 10
    assert left[0] == pytest.approx(0.5, abs=0.01)
    assert right[0] == pytest.approx(0.1, abs=0.01)
    assert left[-1] == 0
    assert flac.peaks(samples[:0], 10) == [[], []]
    assert len(flac.peaks(samples[:3], 10)[0]) == 3


def test_names_tell_what_a_file_is() -> None:
    found = read_incoming("hotline-1700000000.12.raw")
    assert found is not None
    assert (found.call_id, found.form) == ("hotline-1700000000.12", Form.STEREO_RAW)
    side = read_incoming("1700000000.12.seat.sln")
    assert side is not None and side.form is Form.SEAT_SLN
    message = read_message("1700000000.12.wav")
    assert message is not None and message.kind is Kind.MESSAGE
    for stranger in (
        "x.raw",
        "1700000000.12.txt",
        "../1700000000.1.raw",
        "1700000000.1.raw.part",
        ".1.1.raw",
        "1.raw\n",
    ):
        assert read_incoming(stranger) is None


def test_each_part_of_a_call_has_its_own_id_and_place() -> None:
    names = {recording_id("1.1", kind, part) for kind in Kind for part in range(3)}
    assert len(names) == 6
    assert str(archive_path("1.1", NOW.date())) == "2026/11/21/1.1.flac.sealed"
