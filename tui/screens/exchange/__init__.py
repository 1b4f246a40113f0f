"""Export, merge, batches, kit and receipts."""
