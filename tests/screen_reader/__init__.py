"""An optional tool: a real Orca at a real Chromium on a running hotline, and what it says.

`make listen` walks a seat agent's shift and prints the transcript (docs/screen-reader.md).
`make test` does not need it.
"""
