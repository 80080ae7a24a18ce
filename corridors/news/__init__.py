"""News: what people read -> candidate events, each with the corridors and actors that it is about, and why."""
