"""What every room shares: platform-neutral messages and forms, people, dates, errors, and what a platform can do."""
