"""The same questions put to Sổ tay and to its peers, each over the file that it keeps itself."""
