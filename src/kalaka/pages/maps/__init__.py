"""Maps drawn as SVG without tiles: canvas, marks, labels, legend."""
