"""Downloader middlewares: where requests may go, robots.txt, conditional requests, the raw store."""
