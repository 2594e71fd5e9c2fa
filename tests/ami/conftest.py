"""The real Asterisk of tests/asterisk, for the tests here that need it."""

from tests.asterisk.conftest import installation, open_exchange, short_folder, sipp

__all__ = ["installation", "open_exchange", "short_folder", "sipp"]
