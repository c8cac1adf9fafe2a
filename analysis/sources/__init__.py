"""One module per provider, all with the same verbs; none knows another."""
