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
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,  # would go below the delays that sites and robots.txt ask for
    "crawler.downloading.Throttle": 0,
    "scrapy.extensions.remote_control.RemoteControl": None,  # opens a port on which it runs whatever code it is sent
    "scrapy.extensions.corestats.CoreStats": None,  # nobody reads its numbers, nor those of the two below (see
    "scrapy.extensions.logcount.LogCount": None,  # STATS_CLASS): the spider and the crawl's report say what came
    "scrapy.extensions.logstats.LogStats": None,
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
URLLENGTH_LIMIT = 0  # longer ones would be dropped in silence; the guard refuses them with its reason
REQUEST_FINGERPRINTER_CLASS = "crawler.canonical.Fingerprinter"  # a session id makes no other page
DNS_TIMEOUT = 20
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]  # not 429: who says "too often" is not asked again in this crawl
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # challenge pages reload themselves this way
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # the spider sees every status: all is recorded
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # options.depth bounds lists, MAX_FRAMES_DEEP frames
}

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
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.guard.GuardMiddleware": 60,  # before robots.txt is asked for a host that must not be asked
    "crawler.middlewares.politeness.PolitenessMiddleware": 70,  # nor at a time when it must not be
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard's work, which differs for each site
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no site is given a password
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # off anyway (see above), and takes long to load
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,  # see STATS_CLASS
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # leaks while robots.txt is in flight
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.conditional.ConditionalMiddleware": 595,  # puts kept bytes in a 304's place after it is kept
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # drops circles in silence
    "crawler.middlewares.redirects.RedirectMiddleware": 600,
    "crawler.middlewares.keep.KeepMiddleware": 605,  # between Redirect 600 and Cookies 700: sees redirects, raw bodies
}

# --- the rest -----------------------------------------------------------------------------------------------------
NIANBAO_DATA = os.environ.get("NIANBAO_DATA", "data")
TELNETCONSOLE_ENABLED = False  # opens a port
CONCURRENT_ITEMS = 1  # no callback waits for anything, yet Scrapy 2.19 starts so many tasks for every single answer
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # some twenty counts a page that only its log would tell
LOG_LEVEL = "WARNING"  # progress is told by the spider itself, in sentences
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # so is the failure after the last try
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of every callback to warn of what mypy rules out
