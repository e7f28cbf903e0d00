package dev.lockstep.mongo.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.worker.TargetSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The way into one target's database; every read asks the primary and every write the majority, whatever the URL says,
 * and nothing is asked before it is needed.
 */
public final class MongoStore implements AutoCloseable {
    private static final BsonDocument HELLO = new BsonDocument("hello", new BsonInt32(1));

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoOptions options;

    private MongoStore(MongoClient client, String database, MongoOptions options) {
        this.client = client;
        this.database = client.getDatabase(database).withWriteConcern(WriteConcern.MAJORITY);
        this.options = options;
    }

    public static MongoStore of(TargetSettings settings) {
        ConnectionString url = parse(settings);
        String database = url.getDatabase();
        if (database == null) {
            throw new IllegalArgumentException("the url of %s names no database".formatted(settings));
        }
        MongoOptions options = MongoOptions.of(settings);
        return new MongoStore(MongoClients.create(clientSettings(settings, url, options)), database, options);
    }

    // What the driver says of a bad URL may quote it, and with it a password.
    private static ConnectionString parse(TargetSettings settings) {
        try {
            return new ConnectionString(settings.url());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the url of %s is no MongoDB connection string (%s)"
                    .formatted(settings, e.getClass().getSimpleName()));
        }
    }

    private static MongoClientSettings clientSettings(
            TargetSettings settings, ConnectionString url, MongoOptions options) {
        MongoClientSettings.Builder builder = MongoClientSettings.builder()
                .applyConnectionString(url)
                .applicationName("lockstep-mongo-worker")
                .writeConcern(WriteConcern.MAJORITY)
                .readPreference(ReadPreference.primary())
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(
                        options.selectionTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(
                                options.selectionTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .readTimeout(options.socketTimeout().toMillis(), TimeUnit.MILLISECONDS));
        if (settings.username() != null && settings.password() != null) {
            String source = settings.options().getOrDefault("auth-source", "admin");
            builder.credential(MongoCredential.createCredential(
                    settings.username(), source, settings.password().toCharArray()));
        }
        return builder.build();
    }

    public MongoOptions options() {
        return options;
    }

    public MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    /** A collection whose every command ends within the limit, on the server as well as here. */
    public MongoCollection<BsonDocument> collection(String name, Duration limit) {
        return collection(name).withTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A collection that is read as a whole: the server may take its time for an answer, which says nothing of the line. */
    public MongoCollection<BsonDocument> scanned(String name) {
        return collection(name, options.scanLimit());
    }

    /** For the journal's own rows, in which neither types nor order are anyone's but ours. */
    public MongoTemplate template() {
        return new MongoTemplate(client, database.getName());
    }

    public BsonDocument run(BsonDocument command) {
        return database.runCommand(command, BsonDocument.class);
    }

    public BsonDocument hello() {
        return run(HELLO);
    }

    /** The server's clock, the only one that fences are measured by. */
    public BsonDateTime now() {
        return hello().getDateTime("localTime");
    }

    /** What the server says of every collection and view of the database. */
    public List<BsonDocument> collections() {
        return database.listCollections(BsonDocument.class).into(new ArrayList<>());
    }

    @Override
    public void close() {
        client.close();
    }
}
