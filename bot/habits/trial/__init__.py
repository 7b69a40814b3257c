"""An honest trial of the plan button."""
