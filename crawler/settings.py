"""Scrapy settings: only departures from its defaults, each with its reason."""

import os

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]

# --- who we are ---------------------------------------------------------------------------------------------------
# An operator who minds can write to us: set NIANBAO_CONTACT to a page or a mail address before crawling.
CONTACT = os.environ.get("NIANBAO_CONTACT", "")
USER_AGENT = f"nianbao/0.1 (archive of open-government-information annual reports; +{CONTACT or 'no contact given'})"
ROBOTSTXT_USER_AGENT = "nianbao"

# --- politeness ---------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True  # the default of the library is not to
DOWNLOADER = "crawler.downloading.PoliteDownloader"  # a slot is a registrable host, not a name below it
SCHEDULER_PRIORITY_QUEUE = "crawler.queueing.PoliteQueue"  # one that does not answer leaves the others their places
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one slow stream per registrable host
CONCURRENT_REQUESTS = 32  # many hosts at once, since each is slow
DOWNLOAD_DELAY = 3  # seconds between two requests to one host, at least
DOWNLOAD_DELAY_JITTER = 0.5  # up to so much of it longer, never shorter (see PoliteSlot)
AUTOTHROTTLE_ENABLED = True  # a host that answers slowly is asked more slowly
AUTOTHROTTLE_START_DELAY = 3
EXTENSIONS_BASE: dict[str, int] = {}  # Scrapy's would open a port that runs whatever code it is sent (RemoteControl)
EXTENSIONS = {
    "scrapy.extensions.closespider.CloseSpider": 0,
    "crawler.timers.SweptTimers": 0,
    "crawler.downloading.Throttle": 0,  # Scrapy's would go below the delays that sites and robots.txt ask for
}
NIANBAO_REST = os.environ.get("NIANBAO_REST", "")  # hours in which nothing is asked anywhere: "08:00-20:00", in China
NIANBAO_LOCKS = os.environ.get("NIANBAO_LOCKS", "")  # folder of the locks on hosts, if several stores share them
NIANBAO_INSIST = False  # ask hosts that a back-off would spare; set when a person names a site
COOKIES_ENABLED = False  # nothing is read that needs a session, and challenges are not solved
# Our own sample web is the only thing on these hosts, and nobody is disturbed there; still one request at a time. Not
# 0: without any delay Scrapy 2.19 starts all queued requests at once, whatever the concurrency.
DOWNLOAD_SLOTS = {host: {"concurrency": 1, "delay": 0.001, "jitter": 0} for host in ("127.0.0.1", "localhost", "::1")}

# --- bounds -------------------------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 50 * 1024 * 1024  # the largest report seen has a tenth of it; also bounds decompression
DOWNLOAD_WARNSIZE = 0  # the bound says it all
DOWNLOAD_TIMEOUT = 600  # seconds for one whole answer, however it drips: 50 MB at 85 KB a second
NIANBAO_IDLE_TIMEOUT = 90  # seconds in which nothing arrives: old servers are slow, but this holds up the whole host
NIANBAO_MAX_ADDRESSES = 100_000  # of one site in one crawl, and pages of its lists: a calendar without end ends here
NIANBAO_MAX_LISTS = 2_000
REQUEST_FINGERPRINTER_CLASS = "crawler.canonical.Fingerprinter"  # a session id makes no other page
DNS_TIMEOUT = 20
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]  # not 429: who says "too often" is not asked again in this crawl
REDIRECT_MAX_TIMES = 5
# None of Scrapy's, each of which costs every answer two asynchronous generators: the spider sees every status, so that
# nothing ends unrecorded, and names the referring page and its first requests itself; options.depth bounds lists,
# MAX_FRAMES_DEEP frames; the guard refuses long addresses with its reason.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}

# --- where requests may go ----------------------------------------------------------------------------------------
TWISTED_DNS_RESOLVER = "crawler.connections.GuardedResolver"  # checks every address a connection is made to
DOWNLOAD_HANDLERS = {
    "http": "crawler.connections.GuardedHandler",
    "https": "crawler.connections.GuardedHandler",
    "data": None,  # a page must not make us read anything but the web
    "file": None,
    "ftp": None,
    "s3": None,
}

# --- what is kept -------------------------------------------------------------------------------------------------
# Only what the store can decode (the library would also offer zstd).
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate, br",
}
# Only these of Scrapy's (as above). Not those for robots.txt, which leaks while the file is in flight, and redirects,
# which drops circles in silence: ours stand in their places. Nor those for cookies, passwords, foreign hosts (the
# guard's work), pages that reload themselves (as challenges do), caches and counts.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.guard.GuardMiddleware": 60,  # before robots.txt is asked for a host that must not be asked
    "crawler.middlewares.politeness.PolitenessMiddleware": 70,  # nor at a time when it must not be
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.conditional.ConditionalMiddleware": 595,  # puts kept bytes in a 304's place after it is kept
    "crawler.middlewares.redirects.RedirectMiddleware": 600,
    "crawler.middlewares.keep.KeepMiddleware": 605,  # below those two and unpacking: sees redirects, raw bodies
}

# --- the rest -----------------------------------------------------------------------------------------------------
NIANBAO_DATA = os.environ.get("NIANBAO_DATA", "data")
TELNETCONSOLE_ENABLED = False  # opens a port
CONCURRENT_ITEMS = 1  # no callback waits for anything, yet Scrapy 2.19 starts so many tasks for every single answer
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # some twenty counts a page that only its log would tell
LOG_LEVEL = "WARNING"  # progress is told by the spider itself, in sentences
LOG_FORMATTER = "crawler.quiet.Quiet"
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # so is the failure after the last try
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of every callback to warn of what mypy rules out
