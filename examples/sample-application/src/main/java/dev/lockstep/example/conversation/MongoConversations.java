package dev.lockstep.example.conversation;

import dev.lockstep.example.conversation.Conversation.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** The collection {@code conversations}, with documents of all known schema versions. */
final class MongoConversations {

    static final String COLLECTION = "conversations";
    static final String SCHEMA_VERSION = "schemaVersion";
    private static final String DEFAULT_LANGUAGE = "auto";
    private static final int SHOWN_MESSAGES = 100;

    private final MongoTemplate mongo;
    private final Clock clock;

    MongoConversations(MongoTemplate mongo, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
    }

    Optional<Conversation> find(long userId, String sessionId) {
        return Optional.ofNullable(mongo.findOne(query(userId, sessionId), Document.class, COLLECTION))
                .map(document -> conversation(userId, sessionId, document));
    }

    /** Saves the messages in the new form. A document of a newer version keeps its version. */
    Conversation save(long userId, String sessionId, List<Message> messages) {
        Instant now = clock.instant();
        List<Document> documents = messages.stream()
                .map(message -> new Document("role", message.role())
                        .append("content", message.content())
                        .append("at", Date.from(now)))
                .toList();
        Update update = new Update()
                .set("messages", documents)
                .set("updatedAt", Date.from(now))
                .max(SCHEMA_VERSION, SchemaVersion.WRITTEN);
        mongo.upsert(query(userId, sessionId), update, COLLECTION);
        return find(userId, sessionId)
                .orElseThrow(() -> new IllegalStateException("the conversation was deleted after it was saved"));
    }

    private static Query query(long userId, String sessionId) {
        return new Query(Criteria.where("userId").is(userId).and("sessionId").is(sessionId));
    }

    private static Conversation conversation(long userId, String sessionId, Document document) {
        return new Conversation(
                userId,
                sessionId,
                language(document),
                schemaVersion(document),
                document.get("updatedAt") instanceof Date date ? date.toInstant() : null,
                messages(document.get("messages")));
    }

    private static String language(Document document) {
        return document.get("preferences") instanceof Document preferences
                        && preferences.get("languagePreference") instanceof String language
                ? language
                : DEFAULT_LANGUAGE;
    }

    static int schemaVersion(Document document) {
        return document.get(SCHEMA_VERSION) instanceof Number version ? version.intValue() : SchemaVersion.NONE;
    }

    private static List<Message> messages(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return List.of();
        }
        return list.subList(Math.max(0, list.size() - SHOWN_MESSAGES), list.size()).stream()
                .filter(Document.class::isInstance)
                .map(Document.class::cast)
                .map(message -> new Message(text(message.get("role")), text(message.get("content"))))
                .toList();
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }
}
