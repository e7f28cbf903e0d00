package dev.lockstep.stack.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** Checks whether a MongoDB server writes. A server without memory may still accept connections. */
public final class MongoProbe {

    private static final int LIMIT_SECONDS = 3;
    private static final String DATABASE = "lockstep_probe";

    private MongoProbe() {}

    /** Whether the server on this port writes. The database of the probe is dropped. */
    public static boolean isReady(int port) {
        if (!PortProbe.isOpen(port)) {
            return false;
        }
        try (MongoClient client = MongoClients.create(settings(port))) {
            MongoDatabase database = client.getDatabase(DATABASE);
            database.getCollection("probe").insertOne(new Document());
            database.drop();
            return true;
        } catch (MongoException ignored) {
            return false;
        }
    }

    private static MongoClientSettings settings(int port) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString("mongodb://" + ServerAddress.loopback(port)))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(LIMIT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(LIMIT_SECONDS, TimeUnit.SECONDS))
                .build();
    }
}
