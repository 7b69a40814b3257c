"""Markdown, whoever wrote it with whatever tool."""
