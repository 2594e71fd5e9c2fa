"""AMI edge: what Asterisk says is happening. panoramisk wrapped, typed events, a pure live board, actions, facts."""
