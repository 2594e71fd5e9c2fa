"""The house of the situations at the desk."""

from tests.web.conftest import desk_database, house, peopled

__all__ = ["desk_database", "house", "peopled"]
