"""One module per page. Each defines `PATH` (a regular expression without the language prefix) and `view`."""
