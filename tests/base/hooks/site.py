"""MkDocs runs these events: Kaláka draws the site with the frames that MkDocs makes."""

from kalaka.build.plain import PlainBuild
from kalaka.engines.mkdocs_adapter import Adapter

_adapter = Adapter(PlainBuild)
on_config = _adapter.on_config
on_files = _adapter.on_files
on_page_read_source = _adapter.on_page_read_source
on_page_content = _adapter.on_page_content
on_page_context = _adapter.on_page_context
on_post_page = _adapter.on_post_page
on_template_context = _adapter.on_template_context
on_post_template = _adapter.on_post_template
on_post_build = _adapter.on_post_build
on_build_error = _adapter.on_build_error
