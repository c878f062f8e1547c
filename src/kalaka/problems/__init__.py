"""What is wrong, where, and the sentence that says so to an editor."""
