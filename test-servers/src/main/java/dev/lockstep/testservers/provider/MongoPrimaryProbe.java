package dev.lockstep.testservers.provider;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.server.ServerAddress;
import org.bson.Document;

/** Checks whether a member of a replica set is its primary. */
final class MongoPrimaryProbe {

    private MongoPrimaryProbe() {}

    static boolean isReady(int port) {
        String uri = "mongodb://" + ServerAddress.loopback(port)
                + "/?directConnection=true&serverSelectionTimeoutMS=1000&connectTimeoutMS=1000";
        try (MongoClient client = MongoClients.create(uri)) {
            return client.getDatabase("admin")
                    .runCommand(new Document("hello", 1))
                    .getBoolean("isWritablePrimary", false);
        } catch (MongoException ignored) {
            return false;
        }
    }
}
