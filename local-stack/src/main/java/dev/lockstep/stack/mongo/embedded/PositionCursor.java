package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A cursor that loads its documents when the client asks for them. The library's cursor holds all documents in memory. */
final class PositionCursor extends AbstractCursor {
    private final Iterator<Document> documents;

    PositionCursor(long id, Iterator<Document> documents) {
        super(id);
        this.documents = documents;
    }

    @Override
    public synchronized boolean isEmpty() {
        return !documents.hasNext();
    }

    @Override
    public synchronized List<Document> takeDocuments(int numberToReturn) {
        List<Document> taken = new ArrayList<>();
        while (taken.size() < numberToReturn && documents.hasNext()) {
            taken.add(documents.next());
        }
        return taken;
    }
}
