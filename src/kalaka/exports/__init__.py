"""The catalogue as open data: files that machines and spreadsheets read, made of the same library as the pages.

What a file says of one record is a *fragment*, a pure function of that record (`records`); `blocks` joins the fragments
of neighbours, and `files` the blocks, in one pass in the order of ids. So only a block with a record that changed is
made again.
"""

VERSION = "1.0"
"""Version of the format of all files below `data/`. Within 1.x fields are only added: none changes its name or meaning,
none goes. Anything else is 2.0, and said in CHANGELOG.md.
"""
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
