"""Language rules of Hungarian and Romanian, and the messages that readers and editors see."""
