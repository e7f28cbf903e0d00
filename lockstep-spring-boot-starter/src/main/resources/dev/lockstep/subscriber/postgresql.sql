-- The tables of lockstep-spring-boot-starter. Apply them once, or set lockstep.subscriber.initialize-schema=true.
CREATE TABLE IF NOT EXISTS lockstep_subscriber_migration (
    subscriber varchar(255) NOT NULL,
    migration uuid NOT NULL,
    last_sequence bigint NOT NULL,
    stopped boolean NOT NULL,
    ended boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (subscriber, migration)
);
CREATE TABLE IF NOT EXISTS lockstep_subscriber_partition (
    subscriber varchar(255) NOT NULL,
    topic varchar(255) NOT NULL,
    partition integer NOT NULL,
    topic_id varchar(64) NOT NULL,
    PRIMARY KEY (subscriber, topic, partition)
);
