"""What is unusual: regions and months with more incidents than usual, and when the level changed."""
