package dev.lockstep.mongo.journal;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.worker.FinishedRestore;
import java.util.Optional;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** The document with the last restore that has ended on a target. */
final class MongoLastRestore {
    private static final String DISPATCH = "dispatch";
    private static final String RECORD = "record";

    private final MongoTemplate template;

    MongoLastRestore(MongoTemplate template) {
        this.template = template;
    }

    Optional<FinishedRestore> read() {
        return Optional.ofNullable(template.findById(JournalNames.LAST_RESTORE, Document.class, JournalNames.JOURNAL))
                .map(found -> LockstepJson.messages().readValue(found.getString(RECORD), FinishedRestore.class));
    }

    /** Writes the restore, unless the document has it or a later one. */
    void write(FinishedRestore ended) {
        long dispatch = ended.dispatch().value();
        Query earlier =
                query(where("_id").is(JournalNames.LAST_RESTORE).and(DISPATCH).lt(dispatch));
        Update update = Update.update(DISPATCH, dispatch)
                .set(RECORD, LockstepJson.messages().writeValueAsString(ended));
        try {
            template.upsert(earlier, update, JournalNames.JOURNAL);
        } catch (DuplicateKeyException refused) {
            if (read().filter(found -> found.isNotBelow(ended.dispatch())).isEmpty()) {
                throw refused;
            }
        }
    }
}
