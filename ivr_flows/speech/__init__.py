"""Making audio of prompts: engines, levels, the shipped clips, the prepared folder, and how well it is
understood.

Heavy libraries live here and only here (numpy, soundfile, soxr, pyttsx3; with the extras onnxruntime and
faster-whisper). No flow may import from this folder: a running system needs `ivr_flows.rendered_book` only.
"""
