package dev.lockstep.stack;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;

/** Asks a member of a replica set whether it takes writes. */
final class MongoPrimary {

    private MongoPrimary() {}

    static boolean answers(int port) {
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
