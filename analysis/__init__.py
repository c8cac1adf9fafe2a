"""What happened to people, who says so, and how sure it is: the transforms behind the reports."""

__version__ = "0.1.0"
