package dev.lockstep.stack.demo;

import dev.lockstep.stack.PostgresDatabase;
import java.net.URI;
import java.sql.SQLException;

/** Fills the three stores of the demo. */
public final class DemoData {

    private DemoData() {}

    /** Puts everything into three empty databases. */
    public static void seed(PostgresDatabase postgres, String mongoUri, String redisUri) {
        try {
            PostgresSeed.into(postgres);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot seed PostgreSQL", e);
        }
        MongoSeed.into(mongoUri);
        RedisSeed.into(URI.create(redisUri));
    }
}
