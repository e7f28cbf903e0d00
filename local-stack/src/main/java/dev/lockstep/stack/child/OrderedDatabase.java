package dev.lockstep.stack.child;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database whose collections keep the order of fields, as BSON; its maps are named as the superclass names them. */
final class OrderedDatabase extends H2Database {

    private final MVStore store;

    OrderedDatabase(String name, MVStore store, CursorRegistry cursors) {
        this.store = store; // The superclass opens collections while it is being made.
        super(name, store, cursors);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
        String namespace = getDatabaseName() + "." + collection;
        return new OrderedCollection(
                this,
                collection,
                options,
                store.openMap("databases." + namespace, asBson()),
                store.openMap("meta." + namespace),
                cursorRegistry);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
        String map = getDatabaseName() + "." + collection + "._index_" + index;
        return new BsonUniqueIndex(index, keys, sparse, store.openMap(map, asBson()));
    }

    private static <V> MVMap.Builder<Object, V> asBson() {
        return new MVMap.Builder<Object, V>().keyType(new BsonDataType()).valueType(new BsonDataType());
    }
}
