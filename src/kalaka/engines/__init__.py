"""The contract with a site engine, and the one module that imports it."""
