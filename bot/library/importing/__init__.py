"""Files and pages of any format become articles."""
