"""Maps as inline SVG without tiles: canvas, chart, labels, legend, drawing."""
