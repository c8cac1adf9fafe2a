"""What may come: forecasts with their record, and what is not reported yet."""
