package dev.lockstep.stack.demo;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.net.URI;
import java.sql.SQLException;

/** Sample data of the three stores of the demo. */
public final class DemoData {

    private DemoData() {}

    /** Fills three empty databases. */
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
