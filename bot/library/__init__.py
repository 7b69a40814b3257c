"""The library: tips, series and articles, read from files and checked as a whole."""
