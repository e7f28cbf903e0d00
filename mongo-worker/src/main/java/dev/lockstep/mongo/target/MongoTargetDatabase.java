package dev.lockstep.mongo.target;

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
 * Connections to one target database. Every read goes to the primary and every write is acknowledged by the majority,
 * even if the URL has another read preference or write concern. The first call connects.
 */
public final class MongoTargetDatabase implements AutoCloseable {
    private static final BsonDocument HELLO = new BsonDocument("hello", new BsonInt32(1));

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoOptions options;

    private MongoTargetDatabase(MongoClient client, String database, MongoOptions options) {
        this.client = client;
        this.database = client.getDatabase(database).withWriteConcern(WriteConcern.MAJORITY);
        this.options = options;
    }

    /**
     * Prepares the connections to a target; does not connect.
     *
     * @throws IllegalArgumentException for a URL without a database, or options that are not valid
     */
    public static MongoTargetDatabase of(TargetSettings settings) {
        ConnectionString url = parseUrl(settings);
        String database = url.getDatabase();
        if (database == null) {
            throw new IllegalArgumentException(
                    "the url of %s has no database; write one such as mongodb://host:27017/database"
                            .formatted(settings));
        }
        MongoOptions options = MongoOptions.of(settings);
        return new MongoTargetDatabase(MongoClients.create(clientSettings(settings, url, options)), database, options);
    }

    // The driver's message may quote the URL with its password, so it is not attached.
    private static ConnectionString parseUrl(TargetSettings settings) {
        try {
            return new ConnectionString(settings.url());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the url of %s is not a MongoDB connection string (%s); percent-encode special characters in the password"
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
            builder.credential(MongoCredential.createCredential(
                    settings.username(),
                    options.authSource(),
                    settings.password().toCharArray()));
        }
        return builder.build();
    }

    public MongoOptions options() {
        return options;
    }

    public MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    /** A collection whose every command ends within the limit, on the server and in the driver. */
    public MongoCollection<BsonDocument> collection(String name, Duration limit) {
        return collection(name).withTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A collection for reads that may scan all of it; they may take {@code scan-limit}, not {@code socket-timeout}. */
    public MongoCollection<BsonDocument> scannedCollection(String name) {
        return collection(name, options.scanLimit());
    }

    /** For the documents of the step journal, which need no exact types or field order. */
    public MongoTemplate template() {
        return new MongoTemplate(client, database.getName());
    }

    public BsonDocument run(BsonDocument command) {
        return database.runCommand(command, BsonDocument.class);
    }

    public BsonDocument hello() {
        return run(HELLO);
    }

    /** The server's clock. Write windows are measured by it and by no other. */
    public BsonDateTime serverTime() {
        return hello().getDateTime("localTime");
    }

    /** The server's description of every collection and view of the database. */
    public List<BsonDocument> collections() {
        return database.listCollections(BsonDocument.class).into(new ArrayList<>());
    }

    @Override
    public void close() {
        client.close();
    }
}
