"""The folder of a knowledge base in which builds keep what they may use again; it may be deleted at any time."""

WORK = ".kalaka"
