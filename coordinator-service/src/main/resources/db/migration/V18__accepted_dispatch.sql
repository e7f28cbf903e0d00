-- When a worker reported on the dispatch for the first time; absent if none has.
ALTER TABLE dispatch ADD accepted_at timestamptz;
-- Where the progress of the dispatch began: the units processed and the time of the first progress.
ALTER TABLE dispatch ADD first_done bigint;
ALTER TABLE dispatch ADD first_progress_at timestamptz;
