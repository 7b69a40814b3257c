"""What a clock that was far ahead wrote is put right."""
