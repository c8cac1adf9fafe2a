"""The methods on series whose truth is known, to see whether they keep what they promise."""
