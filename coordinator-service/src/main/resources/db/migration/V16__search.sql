-- The time at which each plan was received, and its words, so that lists find them without a look at all rows.
ALTER TABLE migration ADD COLUMN submitted_at timestamptz NOT NULL DEFAULT clock_timestamp();
UPDATE migration m SET submitted_at = e.at FROM saga_event e WHERE e.migration_id = m.id AND e.sequence = 1;
CREATE INDEX migration_by_submission ON migration (submitted_at);

-- The words of the name, the description, the labels, the targets and the ids of the steps. The configuration "simple"
-- neither drops nor shortens a word, in any language. A lexeme has at most 2,046 bytes, an entry of a B-tree 2,704.
CREATE TABLE migration_word (
    word     text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (word, position)
);
CREATE INDEX migration_word_by_position ON migration_word (position);
INSERT INTO migration_word (word, position)
SELECT lexeme, position FROM migration, unnest(to_tsvector('simple', concat_ws(' ', name,
    left(plan -> 'metadata' ->> 'description', 10000), labels::text, array_to_string(targets, ' '),
    (SELECT string_agg(step ->> 'id', ' ') FROM json_array_elements(plan -> 'spec' -> 'steps') step))));
