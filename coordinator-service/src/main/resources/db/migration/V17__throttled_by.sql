-- Why the worker of a dispatch waits, as of its last heartbeat; absent while it works.
ALTER TABLE dispatch ADD COLUMN throttled_by text;
