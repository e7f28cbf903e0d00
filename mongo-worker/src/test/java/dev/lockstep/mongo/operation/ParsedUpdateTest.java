package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
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
        assertThat(ParsedUpdate.of(operation))
                .isInstanceOfSatisfying(UpdateReading.Refused.class, refused -> assertThat(refused.failure())
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                            assertThat(failure.effect()).isEqualTo(StepFailure.Effect.NONE);
                            assertThat(failure.message()).contains(reason);
                        }));
    }

    @Nested
    class Extended_JSON {
        @Test
        void is_read_relaxed_and_canonical() {
            MongoUpdate operation = MongoOperations.update(
                    "c",
                    "{}",
                    "{'$set': {'i': 1, 'l': 9007199254740993, 'd': 1.0, 'L': {'$numberLong': '1'}, 'D': {'$numberDecimal': '1.10'},"
                            + " 'at': {'$date': '2026-01-02T03:04:05.678Z'}, 'At': {'$date': {'$numberLong': '1'}}}}");
            BsonDocument set = ((ParsedUpdate) ParsedUpdate.of(operation))
                    .update()
                    .asDocument()
                    .getDocument("$set");
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
        void of_a_regular_expression_stays_a_condition_where_an_element_must_meet_it() {
            MongoUpdate operation = MongoOperations.update(
                    "c",
                    "{'tags': {'$elemMatch': {'$regex': '^a', '$options': 'i'}}, 'name': {'$regex': '^b', '$options': 'i'}}",
                    "{'$set': {'a': 1}}");
            assertThat(((ParsedUpdate) ParsedUpdate.of(operation)).filter())
                    .isEqualTo(new BsonDocument(
                                    "tags",
                                    new BsonDocument(
                                            "$elemMatch",
                                            BsonDocument.parse("{$options: 'i'}")
                                                    .append("$regex", new BsonString("^a"))))
                            .append("name", new BsonRegularExpression("^b", "i")));
        }

        @Test
        void that_cannot_be_read_is_refused_with_the_reason() {
            assertRefused(
                    MongoOperations.update("c", "{'_id': {'$oid': 'x'}}", "{'$set': {'a': 1}}"),
                    "not Extended JSON v2: ");
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
                    "{'$setOnInsert': {'a': 1}} | nothing is ever inserted",
                    "{'$set': {'_id': 1}} | update touches _id",
                    "{'$unset': {'_id.a': 1}} | update touches _id.a",
                    "{'$rename': {'a': '_id'}} | update touches _id",
                    "{'$set': {'$a': 1}} | update touches $a",
                    "{'$set': {'a$b.c': 1}} | update touches a$b.c",
                    "{'$set': {'': 1}} | cannot be guarded",
                    "[{'$set': {'a': {'$function': {'lang': 'js'}}}}] | /update/0/$set/a/$function: $function runs JavaScript",
                    "{'$set': {'a': {'$code': 'x'}}} | /update/$set/a: JavaScript is refused",
                })
        void that_could_not_be_undone_exactly_is_refused(String update, String reason) {
            assertRefused(MongoOperations.update("c", "{}", update), reason);
        }

        @Test
        void of_operators_on_nested_paths_or_of_stages_is_taken() {
            assertThat(ParsedUpdate.of(MongoOperations.update(
                            "c", "{}", "{'$set': {'a.b.$[e].c': 1}, '$setOnInsert': {'d': 1}}", "{'e': 1}")))
                    .isInstanceOf(ParsedUpdate.class);
            assertThat(ParsedUpdate.of(MongoOperations.update("c", "{}", "[{'$set': {'a': '$b'}}]")))
                    .isInstanceOf(ParsedUpdate.class);
        }
    }

    @Nested
    class A_filter {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'$where': 'true'} | /filter/$where: $where runs JavaScript",
                    "{'$or': [{'a': 1}, {'$text': {'$search': 'x'}}]} | /filter/$or/1/$text",
                    "{'a': {'$near': [1, 2]}} | /filter/a/$near",
                    "{'a': {'$nearSphere': [1, 2]}} | /filter/a/$nearSphere",
                    "{'$sampleRate': 0.5} | matches other documents each time",
                    "{'$expr': {'$lt': [{'$rand': {}}, 0.5]}} | is another value each time",
                })
        void whose_matches_could_not_be_copied_is_refused(String filter, String reason) {
            assertRefused(MongoOperations.update("c", filter, "{'$set': {'a': 1}}"), reason);
        }
    }

    @Nested
    class A_collection {
        @Test
        void of_our_own_is_refused() {
            assertRefused(
                    MongoOperations.update("lockstep_journal", "{}", "{'$set': {'a': 1}}"),
                    "collection lockstep_journal is not one that a plan may touch");
        }
    }
}
