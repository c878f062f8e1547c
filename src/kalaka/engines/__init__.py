"""The contract with a site engine, and the adapter, the one module that imports MkDocs."""
