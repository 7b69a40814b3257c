"""Repairs what a clock that was far ahead wrote."""
