package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantUpdateTest {
    private static Optional<ConstantUpdate> parse(String update) {
        return ConstantUpdateRules.parse(ParsedUpdate.of(MongoOperations.update("documents", "{}", update)));
    }

    private static BsonDocument applied(String update, String document) {
        return parse(update)
                .flatMap(constant -> constant.applyTo(BsonDocument.parse(document)))
                .orElseThrow();
    }

    @Nested
    class A_constant_update {
        @Test
        void sets_and_removes_fields_at_any_depth_and_keeps_positions() {
            assertThat(applied(
                                    "{'$set': {'a': 2, 'p.b': 3, 'p.c': {'x': 1}, 'q.r.s': null}, '$unset': {'old': '', 'p.z': '', 'no.x': ''}}",
                                    "{_id: 1, a: 1, old: 1, p: {z: 1, c: 1, a: 1}, end: 1}")
                            .toJson())
                    .isEqualTo(
                            BsonDocument.parse("{_id: 1, a: 2, p: {c: {x: 1}, a: 1, b: 3}, end: 1, q: {r: {s: null}}}")
                                    .toJson());
        }

        @Test
        void changes_the_type_of_a_number() {
            assertThat(applied("{'$set': {'n': {'$numberDouble': '5.0'}}}", "{_id: 1, n: 5}")
                            .get("n"))
                    .isEqualTo(new BsonDouble(5));
        }

        @Test
        void does_not_change_the_given_document() {
            BsonDocument document = BsonDocument.parse("{_id: 1, p: {a: 1}}");
            parse("{'$set': {'p.a': 2, 'p.b': 1}}").orElseThrow().applyTo(document);
            assertThat(document).isEqualTo(BsonDocument.parse("{_id: 1, p: {a: 1}}"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{_id: 1, p: [{a: 1}]}", "{_id: 1, p: 5}", "{_id: 1, p: null}", "{_id: 1, p: 'x'}"})
        void is_left_to_the_server_if_its_path_leads_through_another_value(String document) {
            assertThat(parse("{'$set': {'p.a': 1}}").orElseThrow().applyTo(BsonDocument.parse(document)))
                    .isEmpty();
            assertThat(parse("{'$unset': {'p.a': ''}}").orElseThrow().applyTo(BsonDocument.parse(document)))
                    .isEmpty();
        }
    }

    @Nested
    class An_update {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'$inc': {'n': 1}}",
                    "{'$set': {'a': 1}, '$currentDate': {'at': true}}",
                    "{'$set': {'list.0': 1}}",
                    "{'$set': {'p.10a': 1, 'p.9a': 2}}",
                    "{'$set': {'2p.a': 1}}",
                    "{'$unset': {'p.1st.a': ''}}",
                    "{'$set': {'list.$[].x': 1}}",
                    "{'$set': {'p.': 1}}",
                    "{'$set': {'p..q': 1}}",
                    "{'$set': {'a': 1, 'a.b': 2}}",
                    "{'$set': {'a': 1}, '$unset': {'a': ''}}",
                    "{'$set': {'p.b': 1, 'p.a': 1}}",
                    "{'$set': {'p.a': 1, 'x': 1, 'p.b': 1}}",
                    "{'$set': {}}",
                    "{'$set': {'a': {'$timestamp': {'t': 0, 'i': 0}}}}",
                    "{'$set': {'a': {'x.y': 1}}}",
                    "[{'$set': {'a': 1}}]"
                })
        void is_left_to_the_server_if_servers_differ_or_it_is_not_constant(String update) {
            assertThat(parse(update)).isEmpty();
        }
    }

    /**
     * The values differ from all stored ones: a server that is not MongoDB may ignore a change of only the type of a
     * number or the order of embedded fields.
     */
    @Nested
    class Random_updates_of_random_documents {
        private static final List<String> NAMES = List.of("a", "b", "c", "d");
        private static final int DOCUMENTS = 40;
        private static final int UPDATES = 25;
        private final Random random = new Random(7);
        private int nextValue;

        private String value() {
            nextValue++;
            return switch (random.nextInt(6)) {
                case 0 -> "'s%d'".formatted(nextValue);
                case 1 -> "{'v%d': {'w': %d}}".formatted(nextValue, nextValue);
                case 2 -> "['x', %d]".formatted(nextValue);
                case 3 -> "{}";
                default -> Integer.toString(nextValue);
            };
        }

        private String document(int depth) {
            List<String> fields = new ArrayList<>();
            for (String name : NAMES) {
                if (random.nextInt(3) > 0) {
                    fields.add("'%s': %s"
                            .formatted(name, depth > 0 && random.nextBoolean() ? document(depth - 1) : value()));
                }
            }
            return "{" + String.join(", ", fields) + "}";
        }

        private String path() {
            List<String> names = new ArrayList<>();
            for (int depth = random.nextInt(3); depth >= 0; depth--) {
                names.add(NAMES.get(random.nextInt(NAMES.size())));
            }
            return String.join(".", names);
        }

        private String update() {
            Set<String> paths = new LinkedHashSet<>();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                paths.add(path());
            }
            List<String> set = new ArrayList<>();
            List<String> unset = new ArrayList<>();
            paths.forEach(path -> (random.nextInt(3) > 0 ? set : unset).add(path));
            List<String> operators = new ArrayList<>();
            if (!set.isEmpty()) {
                operators.add("'$set': {%s}"
                        .formatted(String.join(
                                ", ",
                                set.stream()
                                        .map(path -> "'%s': %s".formatted(path, value()))
                                        .toList())));
            }
            if (!unset.isEmpty()) {
                operators.add("'$unset': {%s}"
                        .formatted(String.join(
                                ", ",
                                unset.stream()
                                        .map(path -> "'%s': ''".formatted(path))
                                        .toList())));
            }
            return "{" + String.join(", ", operators) + "}";
        }

        @Test
        void have_the_same_result_in_the_worker_and_on_the_server() {
            int compared = 0;
            try (MongoTestDatabase database = new MongoTestDatabase()) {
                MongoCollection<BsonDocument> collection = database.collection("documents");
                for (int number = 0; number < UPDATES; number++) {
                    String update = update();
                    Optional<ConstantUpdate> constant = parse(update);
                    for (int id = 0; id < DOCUMENTS && constant.isPresent(); id++) {
                        BsonDocument document = new BsonDocument("_id", new BsonInt32(number * DOCUMENTS + id));
                        document.putAll(BsonDocument.parse(document(2)));
                        Optional<BsonDocument> expected = constant.get().applyTo(document);
                        if (expected.isPresent()) {
                            collection.insertOne(document);
                            collection.updateOne(
                                    new BsonDocument("_id", document.get("_id")), BsonDocument.parse(update));
                            assertThat(sorted(read(collection, document)))
                                    .as("%s of %s", update, document)
                                    .isEqualTo(sorted(expected.get()));
                            compared++;
                        }
                    }
                }
            }
            assertThat(compared).isGreaterThan(100);
        }

        private static BsonDocument read(MongoCollection<BsonDocument> collection, BsonDocument document) {
            return Objects.requireNonNull(collection
                    .find(new BsonDocument("_id", document.get("_id")))
                    .first());
        }

        // Each server has its own order of new top-level fields; the order inside of them must be the same.
        private static String sorted(BsonDocument document) {
            BsonDocument sorted = new BsonDocument();
            document.keySet().stream().sorted().forEach(name -> sorted.append(name, document.get(name)));
            return sorted.toJson();
        }
    }
}
