package dev.lockstep.stack;

/** One way to have servers; each call makes another server, not yet started. */
interface ServerProvider {

    PostgresServer postgres();

    MongoServer mongo();

    RedisServer redis(String password);

    KafkaServer kafka();
}
