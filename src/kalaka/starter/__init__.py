"""What `kalaka new site` copies: `site/` is a whole knowledge base with one example of each kind, in both languages.

`{{name}}`, `{{second_name}}`, `{{url}}`, `{{version}}` and `{{requirement}}` in its files are filled in by
`commands/new.py`.
"""
