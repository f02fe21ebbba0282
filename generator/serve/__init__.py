"""`headframe serve`: the site in a browser, rebuilt as its files are saved."""
