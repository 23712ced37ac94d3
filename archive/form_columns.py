"""What every version of the national form prints: the columns of table 3, routes and results of table 4."""

APPLICANTS = ("natural", "business", "research", "welfare", "legal", "org_other", "total")
ROUTES = ("rev", "litd", "lita")  # review, suits without review, suits after review
RESULTS = ("upheld", "corrected", "other", "pending", "total")
