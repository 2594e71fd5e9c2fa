"""What the API says to people, in Chinese, Korean and English. Words only, a topic a file."""
