-- The time at which the plan was received and the words of each migration, so that lists find them without a look at all rows.
ALTER TABLE migration ADD COLUMN submitted_at timestamptz NOT NULL DEFAULT clock_timestamp();
UPDATE migration m SET submitted_at = e.at FROM saga_event e WHERE e.migration_id = m.id AND e.sequence = 1;
CREATE INDEX migration_by_submission ON migration (submitted_at);

-- The words of the name, the description, the labels, the targets and the ids of the steps. The configuration "simple"
-- neither drops nor shortens a word, in any language.
ALTER TABLE migration ADD COLUMN words tsvector NOT NULL DEFAULT '';
UPDATE migration SET words = to_tsvector('simple', concat_ws(' ', name, left(plan -> 'metadata' ->> 'description', 10000),
    labels::text, array_to_string(targets, ' '),
    (SELECT string_agg(step ->> 'id', ' ') FROM json_array_elements(plan -> 'spec' -> 'steps') step)));
CREATE INDEX migration_by_words ON migration USING gin (words);
