"""Tickets under their regulation in the database: what `ticketing.life` decides is read and written here."""
