"""What every room shares: messages and forms of no platform, people, dates, errors, and what a platform can do."""
