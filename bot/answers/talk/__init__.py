"""What people write to the bot besides questions: small talk, and trouble of their own."""
