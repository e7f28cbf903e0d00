-- Digests of the rows of each object that the transaction :id has written. The placeholder stands for the rows of all
-- system tables that are read. A row counts if its transaction has an id in the span of ids from :id on, is in progress,
-- and belongs to the session :pid. Three things are read in this order:
-- 1. The end of the span, an id that is assigned now, because the ids of subtransactions are higher than :id. It is
--    unlimited in the transaction :id itself, which sees no rows of others that are in progress.
-- 2. The ids of other sessions. Each open transaction holds a lock on its id, and each subtransaction until it is
--    released. An id other than :id can therefore belong to a released subtransaction of another session.
-- 3. The status of a row's transaction, because a transaction ends before it releases its locks.
WITH ids AS MATERIALIZED (
  SELECT CASE assigned.id WHEN :id THEN 1073741823 ELSE least(assigned.id - :id, 1073741823) END AS span
    FROM (SELECT pg_current_xact_id()::text::bigint) AS assigned(id)
), of_other_session AS MATERIALIZED (
  SELECT transactionid AS id FROM pg_locks
   WHERE locktype = 'transactionid' AND granted AND pid IS DISTINCT FROM :pid
)
SELECT catalog, oid, md5(string_agg(content, ' ' ORDER BY content)),
       md5(coalesce(string_agg(naming, ' ' ORDER BY naming), '')), bool_or(has_other_id)
  FROM (%s) AS written
 GROUP BY catalog, oid
