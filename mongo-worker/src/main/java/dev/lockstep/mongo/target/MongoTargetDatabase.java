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
import com.mongodb.client.model.Filters;
import com.mongodb.event.CommandListener;
import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.TargetSettings;
import dev.lockstep.worker.WriteTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Connections to one target database, with the credentials of its creation. Every read goes to the primary and every
 * write is acknowledged by the majority, even if the URL has another read preference or write concern. The first
 * command connects.
 */
public final class MongoTargetDatabase implements AutoCloseable {
    /**
     * Row and document of one unit, in batches of 500. Measured with 100,000 documents of 300 bytes and
     * mongo-java-server, with worker and server on the same two cores.
     */
    private static final Duration ASSUMED_WRITE_TIME = Duration.ofNanos(100_000);

    private static final BsonDocument HELLO = new BsonDocument("hello", new BsonInt32(1));

    private static final BsonString COLLECTION = new BsonString("collection");

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoOptions options;
    private final MongoToolAccess toolAccess;
    private final WriteTime writeTime = new WriteTime(ASSUMED_WRITE_TIME);

    private MongoTargetDatabase(MongoClient client, String database, MongoOptions options, MongoToolAccess toolAccess) {
        this.client = client;
        this.database = client.getDatabase(database).withWriteConcern(WriteConcern.MAJORITY);
        this.options = options;
        this.toolAccess = toolAccess;
    }

    /**
     * Creates the client without contacting the server.
     *
     * @param tls the trust stores and client certificates that the option {@code ssl-bundle} names; a target with this
     *     option uses TLS even if its URL does not say so
     * @throws IllegalArgumentException if the URL is malformed or has no database, or an option is invalid
     */
    public static MongoTargetDatabase of(TargetSettings settings, TlsContexts tls) {
        return of(settings, tls, List.of());
    }

    /**
     * Creates a client that tells these listeners about every command.
     *
     * @throws IllegalArgumentException if the URL is malformed or has no database, or an option is invalid
     */
    public static MongoTargetDatabase of(TargetSettings settings, TlsContexts tls, List<CommandListener> listeners) {
        ConnectionString url = parseUrl(settings, "url", settings.url());
        String database = url.getDatabase();
        if (database == null) {
            throw new IllegalArgumentException(
                    "the url of %s has no database; write one such as mongodb://host:27017/database"
                            .formatted(settings));
        }
        MongoOptions options = MongoOptions.of(settings);
        String rehearsalUrl = settings.options().get(MongoOptions.REHEARSAL_URL);
        if (rehearsalUrl != null) {
            parseUrl(settings, MongoOptions.REHEARSAL_URL, rehearsalUrl);
        }
        MongoClientSettings.Builder client =
                clientSettings(settings, url, options).commandListenerList(listeners);
        if (!options.sslBundle().isEmpty()) {
            SSLContext context = tls.get(options.sslBundle());
            client.applyToSslSettings(ssl -> ssl.enabled(true).context(context));
        }
        return new MongoTargetDatabase(
                MongoClients.create(client.build()), database, options, new MongoToolAccess(settings, options));
    }

    // The driver's exception is not attached as the cause, because it may quote the URL with its password.
    private static ConnectionString parseUrl(TargetSettings settings, String option, String url) {
        try {
            return new ConnectionString(url);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "the %s of %s is not a MongoDB connection string; expected one such as mongodb://host:27017/database, with special characters in user and password percent-encoded"
                            .formatted(option, settings));
        }
    }

    private static MongoClientSettings.Builder clientSettings(
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
        Credentials credentials = settings.credentials().current();
        String username = credentials.username();
        String password = credentials.password();
        if (username != null && password != null) {
            builder.credential(
                    MongoCredential.createCredential(username, options.authSource(), password.toCharArray()));
        }
        return builder;
    }

    /** How MongoDB's own programs reach the database. */
    public MongoToolAccess toolAccess() {
        return toolAccess;
    }

    public MongoOptions options() {
        return options;
    }

    /** The time that applies on this target need for a unit. */
    public WriteTime writeTime() {
        return writeTime;
    }

    public MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    /** A collection with a time limit for each command, enforced by the server and by the driver. */
    public MongoCollection<BsonDocument> collection(String name, Duration limit) {
        return collection(name).withTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A collection for reads that may scan all of it: {@code scan-limit} replaces {@code socket-timeout}. */
    public MongoCollection<BsonDocument> collectionForScans(String name) {
        return collection(name, options.scanLimit());
    }

    /** Access to the documents of the step journal, which need no exact types or field order. */
    public MongoTemplate template() {
        return new MongoTemplate(client, database.getName());
    }

    public BsonDocument run(BsonDocument command) {
        return database.runCommand(command, BsonDocument.class);
    }

    /** Runs a command on the database for administration. */
    BsonDocument runOnAdmin(BsonDocument command) {
        return client.getDatabase("admin").runCommand(command, BsonDocument.class);
    }

    public BsonDocument hello() {
        return run(HELLO);
    }

    /** The time of the server's clock, which is the only clock for write windows. */
    public BsonDateTime serverTime() {
        return hello().getDateTime("localTime");
    }

    /** The server's description of a collection or view; empty if it does not exist. */
    public Optional<BsonDocument> describe(String collection) {
        return database
                .listCollections(BsonDocument.class)
                .filter(Filters.eq("name", collection))
                .into(new ArrayList<>())
                .stream()
                .filter(found -> found.getString("name").getValue().equals(collection))
                .findFirst();
    }

    /** The names of the collections and views that start with a prefix of letters and underscores. */
    public List<String> collectionNames(String prefix) {
        return database
                .listCollectionNames()
                .filter(Filters.regex("name", "^" + prefix))
                .into(new ArrayList<>())
                .stream()
                .filter(found -> found.startsWith(prefix))
                .toList();
    }

    /** The names of all collections, without views. */
    public List<String> plainCollectionNames() {
        return database.listCollections(BsonDocument.class).into(new ArrayList<>()).stream()
                .filter(found -> found.getString("type", COLLECTION).equals(COLLECTION))
                .map(found -> found.getString("name").getValue())
                .toList();
    }

    public String name() {
        return database.getName();
    }

    /** Another database of the same deployment, over the same connections: closing either closes both. */
    public MongoTargetDatabase sibling(String name) {
        return new MongoTargetDatabase(client, name, options, toolAccess);
    }

    /** The names of the databases of the deployment that start with a prefix of letters and underscores. */
    public List<String> databaseNames(String prefix) {
        return client
                .listDatabases(BsonDocument.class)
                .nameOnly(true)
                .filter(Filters.regex("name", "^" + prefix))
                .into(new ArrayList<>())
                .stream()
                .map(found -> found.getString("name").getValue())
                .filter(found -> found.startsWith(prefix))
                .toList();
    }

    /** Deletes the database with all its collections. */
    public void drop() {
        database.drop();
    }

    @Override
    public void close() {
        client.close();
    }
}
