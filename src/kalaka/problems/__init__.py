"""Problems in content: value, message, position in the file, suggested correction."""
