package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParsedUpdateTest {
    private static void assertRefused(MongoUpdate operation, String reason) {
        assertThatThrownBy(() -> ParsedUpdate.of(operation))
                .isInstanceOfSatisfying(OperationFailed.class, refused -> assertThat(refused.failure())
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                            assertThat(failure.effect()).isEqualTo(StepFailure.Effect.NONE);
                            assertThat(failure.message()).contains(reason);
                        }));
    }

    @Nested
    class Extended_JSON {
        @Test
        void is_parsed_in_relaxed_and_canonical_form() {
            MongoUpdate operation = MongoOperations.update(
                    "documents",
                    "{}",
                    "{'$set': {'i': 1, 'l': 9007199254740993, 'd': 1.0, 'L': {'$numberLong': '1'}, 'D': {'$numberDecimal': '1.10'},"
                            + " 'at': {'$date': '2026-01-02T03:04:05.678Z'}, 'At': {'$date': {'$numberLong': '1'}}}}");
            BsonDocument set = ParsedUpdate.of(operation).update().asDocument().getDocument("$set");
            assertThat(set)
                    .isEqualTo(new BsonDocument("i", new BsonInt32(1))
                            .append("l", new BsonInt64(9007199254740993L))
                            .append("d", new BsonDouble(1))
                            .append("L", new BsonInt64(1))
                            .append("D", new BsonDecimal128(Decimal128.parse("1.10")))
                            .append("at", new BsonDateTime(1767323045678L))
                            .append("At", new BsonDateTime(1)));
        }

        @Test
        void with_a_regular_expression_in_elemMatch_is_parsed_to_an_object() {
            MongoUpdate operation = MongoOperations.update(
                    "documents",
                    "{'tags': {'$elemMatch': {'$regex': '^a', '$options': 'i'}}, 'name': {'$regex': '^b', '$options': 'i'}}",
                    "{'$set': {'a': 1}}");
            assertThat(ParsedUpdate.of(operation).filter())
                    .isEqualTo(new BsonDocument(
                                    "tags",
                                    new BsonDocument(
                                            "$elemMatch",
                                            BsonDocument.parse("{$options: 'i'}")
                                                    .append("$regex", new BsonString("^a"))))
                            .append("name", new BsonRegularExpression("^b", "i")));
        }

        @Test
        void that_is_malformed_is_refused_with_the_reason() {
            assertRefused(
                    MongoOperations.update("documents", "{'_id': {'$oid': 'x'}}", "{'$set': {'a': 1}}"),
                    "operation.filter is not Extended JSON v2: ");
        }
    }

    @Nested
    class An_update {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'a': 1} | is a replacement document (a)",
                    "{'$set': {'a': 1}, 'b': 1} | is a replacement document (b)",
                    "{'$setOnInsert': {'a': 1}} | no document is inserted",
                    "{'$set': {'_id': 1}} | operation.update changes \"_id\"",
                    "{'$unset': {'_id.a': 1}} | operation.update changes \"_id.a\"",
                    "{'$rename': {'a': '_id'}} | operation.update changes \"_id\"",
                    "{'$set': {'$a': 1}} | operation.update changes \"$a\"",
                    "{'$set': {'a$b.c': 1}} | operation.update changes \"a$b.c\"",
                    "{'$set': {'': 1}} | cannot be guarded",
                    "[{'$set': {'a': {'$function': {'lang': 'js'}}}}] | operation.update[0].$set.a.$function: $function runs JavaScript",
                    "{'$set': {'a': {'$code': 'x'}}} | operation.update.$set.a is JavaScript, which is not supported",
                })
        void that_cannot_be_undone_exactly_is_refused(String update, String reason) {
            assertRefused(MongoOperations.update("documents", "{}", update), reason);
        }

        @Test
        void with_operators_on_nested_paths_or_with_pipeline_stages_is_accepted() {
            assertThat(ParsedUpdate.of(MongoOperations.update(
                                    "documents",
                                    "{}",
                                    "{'$set': {'a.b.$[e].c': 1}, '$setOnInsert': {'d': 1}}",
                                    "{'e': 1}"))
                            .namedFields())
                    .containsExactlyInAnyOrder("a", "d");
            assertThat(ParsedUpdate.of(MongoOperations.update("documents", "{}", "[{'$set': {'a': '$b'}}]"))
                            .namedFields())
                    .isEmpty();
        }
    }

    @Nested
    class A_filter {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'$where': 'true'} | operation.filter.$where: $where runs JavaScript",
                    "{'$or': [{'a': 1}, {'$text': {'$search': 'x'}}]} | operation.filter.$or[1].$text",
                    "{'a': {'$near': [1, 2]}} | operation.filter.a.$near",
                    "{'a': {'$nearSphere': [1, 2]}} | operation.filter.a.$nearSphere",
                    "{'$sampleRate': 0.5} | has a different result each time",
                    "{'$expr': {'$lt': [{'$rand': {}}, 0.5]}} | has a different result each time",
                })
        void with_an_unsupported_operator_is_refused(String filter, String reason) {
            assertRefused(MongoOperations.update("documents", filter, "{'$set': {'a': 1}}"), reason);
        }
    }

    @Nested
    class A_collection {
        @Test
        void of_Lockstep_is_refused() {
            assertRefused(
                    MongoOperations.update("lockstep_journal", "{}", "{'$set': {'a': 1}}"),
                    "operation.collection is \"lockstep_journal\", which is a collection of Lockstep");
        }
    }
}
