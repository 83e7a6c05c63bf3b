"""Tests of the code itself: SQL subset, licences, locks, layers."""
