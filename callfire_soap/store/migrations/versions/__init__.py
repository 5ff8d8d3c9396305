"""One module for each step, in the order of their numbers; once released, a step is never changed."""
