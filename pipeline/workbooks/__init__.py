"""Bytes of a delivered file to sheets of text cells, read without trusting any of them."""
