package dev.lockstep.stack.digest;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;

/** Digest of a database: its documents as the BSON that the server returns, its collections and its indexes. */
public final class MongoDigest {

    private static final String LOCKSTEP_PREFIX = "lockstep";

    private MongoDigest() {}

    /** Reads the database of the connection string. */
    public static StoreDigest of(String uri) {
        String name = Objects.requireNonNull(
                new ConnectionString(uri).getDatabase(), "the connection string has no database");
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase database = client.getDatabase(name);
            SortedMap<String, UnitDigest> units = new TreeMap<>();
            for (Document collection : database.listCollections()) {
                String collectionName = collection.getString("name");
                if (!collectionName.startsWith(LOCKSTEP_PREFIX) && !collectionName.startsWith("system.")) {
                    units.put("collection " + collectionName, UnitDigest.of(Sha256.of(options(collection))));
                    readIndexes(database.getCollection(collectionName), units);
                    readDocuments(database.getCollection(collectionName, RawBsonDocument.class), units);
                }
            }
            return new StoreDigest(Instant.now(), units);
        }
    }

    private static String options(Document collection) {
        Document options = collection.get("options", new Document());
        return collection.get("type", "collection") + " " + options.toJson();
    }

    private static void readIndexes(MongoCollection<Document> collection, SortedMap<String, UnitDigest> units) {
        String name = collection.getNamespace().getCollectionName();
        for (Document index : collection.listIndexes()) {
            units.put("index " + name + "." + index.getString("name"), UnitDigest.of(Sha256.of(index.toJson())));
        }
    }

    private static void readDocuments(
            MongoCollection<RawBsonDocument> collection, SortedMap<String, UnitDigest> units) {
        String name = collection.getNamespace().getCollectionName();
        for (RawBsonDocument document : collection.find()) {
            String id = new BsonDocument("_id", document.get("_id")).toJson();
            units.put("document " + name + " " + id, UnitDigest.of(Sha256.of(bytesOf(document))));
        }
    }

    private static byte[] bytesOf(RawBsonDocument document) {
        byte[] buffer = document.getByteBuffer().array();
        int length = document.getByteBuffer().limit();
        return Arrays.copyOf(buffer, length);
    }
}
