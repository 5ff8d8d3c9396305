"""What each operation does: one module a subject, one method an operation."""
