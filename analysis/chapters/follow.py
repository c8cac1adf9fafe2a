"""Did displacement follow violence: lags, and a dated event; or why neither can be told."""
