-- Digests of the written rows of each object. The placeholder stands for the rows of all system tables that are read.
SELECT catalog, oid, md5(string_agg(content, ' ' ORDER BY content)),
       md5(coalesce(string_agg(naming, ' ' ORDER BY naming), ''))
  FROM (%s) AS written
 GROUP BY catalog, oid
