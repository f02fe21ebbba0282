"""`headframe serve`: the site in a browser, made anew as its files are saved."""
