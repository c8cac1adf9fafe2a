"""Benchmarks on made-up files as large as the providers' largest."""
