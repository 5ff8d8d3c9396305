"""XML to contract values and back."""
