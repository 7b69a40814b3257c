"""What people do with a tip: plans, feedback, the overview and the trial of the plan button."""
