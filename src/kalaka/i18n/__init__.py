"""What is true of Hungarian and Romanian, and every word that readers and editors see."""
