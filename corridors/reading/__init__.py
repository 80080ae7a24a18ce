"""Reading of what users and servers bring, kept apart from the rest of the program."""
