"""What is held against what should exist: governments by province and year, from the reports and the table of regions.

Only governments have a list of all of them for every year, so only they are counted against one. Taiwan, Hong Kong and
Macao publish no such reports and are left out.
"""

import sqlite3

from archive.regions import FIRST_YEAR
from pipelines.build.staging import Staging

_LEVELS = "('province', 'prefecture', 'county')"
# A government reports itself or through its office, whose report then covers the level or the whole area.
_OWN = "(b.kind = 'government' OR (b.kind = 'office' AND r.scope IN ('own_level', 'whole_area')))"
_REPORTS = f"""
CREATE TEMP TABLE covered AS
SELECT r.year, r.body, coalesce(nullif(r.region, ''), b.region) AS region,
  b.level IN {_LEVELS} AND {_OWN} AS own
FROM reports AS r JOIN bodies AS b ON b.body = r.body LEFT JOIN documents AS d ON d.document = r.document
WHERE r.current = 1 AND coalesce(d.withheld, '') = ''
"""  # noqa: S608 (made of constants)
_FILL = f"""
INSERT INTO coverage
WITH years (year) AS (
  SELECT max(min(year), {FIRST_YEAR}) FROM temp.covered
  UNION ALL SELECT year + 1 FROM years WHERE year < (SELECT max(year) FROM temp.covered)
), existing AS (
  SELECT substr(g.region, 1, 2) AS province, y.year, g.region
  FROM regions AS g JOIN years AS y ON g.valid_from <= y.year AND coalesce(g.valid_to, y.year) >= y.year
  WHERE g.level IN {_LEVELS} AND substr(g.region, 1, 2) NOT IN ('71', '81', '82')
), governments AS (
  SELECT province, year, count(DISTINCT region) AS existing,
    count(DISTINCT CASE WHEN EXISTS (
      SELECT 1 FROM temp.covered AS c WHERE c.region = e.region AND c.year = e.year AND c.own) THEN region END) AS held
  FROM existing AS e GROUP BY province, year
), held AS (
  SELECT substr(region, 1, 2) AS province, year, count(*) AS reports, count(DISTINCT body) AS bodies
  FROM temp.covered GROUP BY 1, 2
)
SELECT province, year, coalesce(max(existing), 0), coalesce(max(held), 0), coalesce(max(reports), 0),
  coalesce(max(bodies), 0)
FROM (SELECT province, year, existing, held, NULL AS reports, NULL AS bodies FROM governments
  UNION ALL SELECT province, year, NULL, NULL, reports, bodies FROM held)
GROUP BY province, year ORDER BY province, year
"""  # noqa: S608 (made of constants)


def fill(staging: Staging) -> None:
    """Make `coverage` anew; the reports and regions must stand."""
    make(staging.archive)


def make(db: sqlite3.Connection) -> None:
    """Make `coverage` of an archive anew."""
    db.execute("DELETE FROM coverage")
    db.execute(_REPORTS)
    db.execute("CREATE INDEX temp.covered_region ON covered (region, year, own)")
    if db.execute("SELECT 1 FROM temp.covered").fetchone():
        db.execute(_FILL)
    db.execute("DROP TABLE temp.covered")
