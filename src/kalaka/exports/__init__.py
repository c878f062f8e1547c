"""Open data: files for programs and spreadsheets, generated from the same knowledge base as the pages.

`files` passes the records one by one, in the order of ids, to the writer of each format: `json_catalogue`,
`csv_table`, `xlsx_table`, `iati` and `geojson`. Feeds are made from summaries; `datapackage` and `dcat` describe the
files.
"""

VERSION = "1.1"
"""Version of the format of all files below `data/`. Within 1.x fields are only added, never renamed, redefined or
removed. Any other change is version 2.0 and is listed in CHANGELOG.md.
"""
