"""Collects annual reports with Scrapy and keeps every response as it was served."""
