"""The API's handlers, one noun a file. They translate between HTTP and the rooms; rules stand elsewhere."""
