"""Charts: Vega-Lite in a body's fenced blocks, drawn when the site is built."""
