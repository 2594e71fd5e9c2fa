"""The child process that speaks one utterance with pyttsx3 (espeak-ng) into a WAV file, and ends.

Run as `python -m ivr_flows.speech.espeak_child`, with a JSON object {voice, rate, text, path} on standard
input. One utterance a process: pyttsx3's first `runAndWait` can return before its file is there, and later
audio can land in the next file. The parent (`ivr_flows.speech.espeak`) sets the library path, checks the
file, and holds the time limit.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time

NO_ENGINE, NO_VOICE = 3, 4
"""Exit codes that the parent explains."""
_LOOK_S = 0.005


def main() -> int:
    """0 when the file is written."""
    import pyttsx3

    job = json.load(sys.stdin)
    try:
        engine = pyttsx3.init(driverName="espeak")
    except (OSError, RuntimeError, ImportError, AttributeError) as error:
        print(error, file=sys.stderr)
        return NO_ENGINE
    voices = {voice.id for voice in engine.getProperty("voices")}
    if job["voice"] not in voices:  # setProperty would go on silently with another voice
        print(f"{len(voices)} other voices are there", file=sys.stderr)
        return NO_VOICE
    engine.setProperty("voice", job["voice"])
    engine.setProperty("rate", job["rate"])
    engine.runAndWait()
    while engine.getProperty("rate") != job["rate"]:  # espeak-ng sets it in its own thread, and loses it at times
        engine.setProperty("rate", job["rate"])
        time.sleep(_LOOK_S)
    started: list[bool] = []
    finished: list[bool] = []
    engine.connect("started-utterance", lambda name: started.append(True))
    engine.connect("finished-utterance", lambda name, completed: finished.append(completed))
    engine.save_to_file(job["text"], job["path"])
    with contextlib.redirect_stdout(sys.stderr):
        while not started:
            engine.runAndWait()
        while not finished:  # running the loop again would speak again and empty the buffer
            time.sleep(_LOOK_S)
    return 0 if finished[0] else 1


if __name__ == "__main__":
    sys.exit(main())
