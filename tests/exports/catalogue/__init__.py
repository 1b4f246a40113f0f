"""Tests of `exports.catalogue`."""
