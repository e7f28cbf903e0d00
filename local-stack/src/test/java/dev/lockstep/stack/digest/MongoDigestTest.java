package dev.lockstep.stack.digest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.lockstep.stack.TestStack;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoDigestTest {

    private final String uri = TestStack.freshMongo();

    private DigestComparison compareAfter(Consumer<MongoDatabase> change) {
        try (MongoClient client = MongoClients.create(uri)) {
            MongoDatabase database =
                    client.getDatabase(Objects.requireNonNull(new ConnectionString(uri).getDatabase()));
            database.getCollection("c")
                    .insertOne(new Document("_id", 1).append("a", 1).append("b", 2));
            StoreDigest before = MongoDigest.of(uri);
            change.accept(database);
            return before.compareWith(MongoDigest.of(uri));
        }
    }

    private static void replace(MongoDatabase database, Document document) {
        database.getCollection("c").replaceOne(Filters.eq(1), document);
    }

    @Nested
    class A_comparison {

        @Test
        void finds_another_order_of_the_same_fields() {
            DigestComparison comparison = compareAfter(database ->
                    replace(database, new Document("_id", 1).append("b", 2).append("a", 1)));

            assertThat(comparison.differences())
                    .map(UnitDifference::toString)
                    .containsExactly("document c {\"_id\": 1}: content changed");
        }

        @Test
        void finds_another_type_of_the_same_number() {
            DigestComparison comparison = compareAfter(database ->
                    replace(database, new Document("_id", 1).append("a", 1L).append("b", 2)));

            assertThat(comparison.differences())
                    .map(UnitDifference::toString)
                    .containsExactly("document c {\"_id\": 1}: content changed");
        }

        @Test
        void finds_a_new_index() {
            DigestComparison comparison =
                    compareAfter(database -> database.getCollection("c").createIndex(new Document("a", 1)));

            assertThat(comparison.differences()).map(UnitDifference::toString).containsExactly("index c.a_1: added");
        }

        @Test
        void finds_a_removed_document_and_a_new_one() {
            DigestComparison comparison = compareAfter(database -> {
                database.getCollection("c").deleteOne(Filters.eq(1));
                database.getCollection("c").insertOne(new Document("_id", 2));
            });

            assertThat(comparison.differences())
                    .map(UnitDifference::toString)
                    .containsExactly("document c {\"_id\": 1}: removed", "document c {\"_id\": 2}: added");
        }

        @Test
        void ignores_journals_of_lockstep() {
            DigestComparison comparison = compareAfter(
                    database -> database.getCollection("lockstep_journal").insertOne(new Document("_id", 1)));

            assertThat(comparison.isEqual()).isTrue();
            assertThat(comparison.before()).isEqualTo(comparison.after());
        }
    }
}
