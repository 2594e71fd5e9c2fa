"""The clocks (时限) of a ticket, computed from its regulation, its events, a calendar and the present. Pure."""
