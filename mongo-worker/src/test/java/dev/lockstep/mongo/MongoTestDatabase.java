package dev.lockstep.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.testservers.SharedMongo;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.TargetSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** A fresh database. Tests read and write it with the plain driver, as an application does. */
public final class MongoTestDatabase implements ContractStore {
    public static final int BATCH_SIZE = 5;

    private final String uri = SharedMongo.freshDatabase();
    private final MongoClient client = MongoClients.create(uri);
    private final MongoDatabase database = client.getDatabase(uri.substring(uri.lastIndexOf('/') + 1));
    private final Map<String, String> options = new HashMap<>(
            Map.of("batch-size", Integer.toString(BATCH_SIZE), "write-window", "150ms", "write-limit", "500ms"));

    public MongoTestDatabase withOption(String option, String value) {
        options.put(option, value);
        return this;
    }

    public TargetSettings settings() {
        return new TargetSettings(new TargetName("main-mongo"), uri, null, null, options);
    }

    @Override
    public ConnectedTarget connect() {
        return new MongoTargetConnector(new DefaultSslBundleRegistry()).connect(settings());
    }

    public MongoDatabase database() {
        return database;
    }

    public MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    public void insert(String collection, String... documents) {
        collection(collection)
                .insertMany(Arrays.stream(documents).map(BsonDocument::parse).toList());
    }

    /** All documents of the collection, sorted, each as its bytes in hexadecimal and its JSON. */
    public List<String> bytesOf(String collection) {
        List<String> documents = new ArrayList<>();
        database.getCollection(collection, RawBsonDocument.class)
                .find()
                .forEach(document -> documents.add(bytesOf(document)));
        documents.sort(null);
        return documents;
    }

    private static String bytesOf(RawBsonDocument document) {
        byte[] bytes = new byte[document.getByteBuffer().remaining()];
        document.getByteBuffer().get(bytes);
        return HexFormat.of().formatHex(bytes) + " " + document.toJson();
    }

    @Override
    public String digest() {
        StringBuilder digest = new StringBuilder();
        collectionNames().filter(name -> !name.startsWith("lockstep_")).sorted().forEach(name -> digest.append(name)
                .append(bytesOf(name))
                .append('\n'));
        return digest.toString();
    }

    /** Scratch collections, and the databases of rehearsals. */
    @Override
    public Collection<String> leftovers() {
        return Stream.concat(
                        collectionNames().filter(name -> name.startsWith("lockstep_scratch")),
                        rehearsalDatabases().stream())
                .toList();
    }

    /** The names of the databases of rehearsals on the server. */
    public List<String> rehearsalDatabases() {
        return client.listDatabaseNames().into(new ArrayList<>()).stream()
                .filter(name -> name.startsWith("lockstep_rehearsal_"))
                .toList();
    }

    /** Another database of the server. */
    public MongoDatabase other(String name) {
        return client.getDatabase(name);
    }

    private Stream<String> collectionNames() {
        return database.listCollectionNames().into(new ArrayList<>()).stream();
    }

    @Override
    public void close() {
        database.drop();
        client.close();
    }
}
