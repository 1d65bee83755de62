"""Settings from the environment, and data from YAML turned into nouns of the house."""
