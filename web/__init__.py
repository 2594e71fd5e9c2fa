"""aiohttp: the JSON API with OpenAPI, the live WebSocket, sign-in, guards, and the built desktop."""
