package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database that stores collections and unique indexes as BSON. Its maps have the names that the superclass uses. */
final class BsonDatabase extends H2Database {

    private final MVStore store;

    BsonDatabase(String name, MVStore store, CursorRegistry cursors) {
        this.store = store; // Set first, because the constructor of the superclass opens collections.
        super(name, store, cursors);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
        String namespace = getDatabaseName() + "." + collection;
        return new FieldOrderCollection(
                this,
                collection,
                options,
                store.openMap("databases." + namespace, bsonMap()),
                store.openMap("meta." + namespace),
                cursorRegistry);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
        String map = getDatabaseName() + "." + collection + "._index_" + index;
        return new BsonUniqueIndex(index, keys, sparse, store.openMap(map, bsonMap()));
    }

    private static <V> MVMap.Builder<Object, V> bsonMap() {
        return new MVMap.Builder<Object, V>().keyType(new BsonDataType()).valueType(new BsonDataType());
    }
}
