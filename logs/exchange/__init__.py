"""What a book remembers of other books: files, senders, codes, answers, receipts."""
