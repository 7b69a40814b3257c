"""The search: passages ordered by how well they answer a question."""
