"""The signed .jsonl file: format, seal, reading, writing."""
