"""Every code of an error in words: what happened and what to do next."""
