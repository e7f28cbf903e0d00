package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.operation.FilterAfterUpdate.StringComparison;
import org.bson.BsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The update sets {@code v} to 2, {@code s} to a string and {@code p.q} to true, and removes {@code old}. */
class FilterAfterUpdateTest {
    private static final String UPDATE =
            "{'$set': {'v': 2, 's': 'new', 'p.q': true, 'list': [1, 2]}, '$unset': {'old': ''}}";

    private static boolean certainlyFails(String filter, StringComparison strings) {
        ConstantUpdate update = ConstantUpdateRules.parse(ParsedUpdate.of(MongoOperations.update("c", "{}", UPDATE)))
                .orElseThrow();
        return new FilterAfterUpdate(update, strings).certainlyFails(BsonDocument.parse(filter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{v: {$exists: false}}",
                "{v: 1}",
                "{v: {$ne: 2.0}}",
                "{v: {$in: [1, 3, '2']}}",
                "{v: {$nin: [NumberLong(2)]}}",
                "{v: {$lt: 2}, other: 1}",
                "{v: {$gte: 0, $lte: 1.5}}",
                "{$and: [{x: 1}, {$and: [{v: {$gt: 2}}]}]}",
                "{s: 'old'}",
                "{s: {$ne: 'new'}}",
                "{'p.q': {$ne: true}}",
                "{old: {$exists: true}}",
                "{list: {$exists: false}}"
            })
    void certainly_fails_a_condition_on_an_updated_field(String filter) {
        assertThat(certainlyFails(filter, StringComparison.BINARY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{v: 2.0}",
                "{v: {$exists: true}}",
                "{v: {$lt: NaN}}",
                "{v: null}",
                "{v: /2/}",
                "{v: {$in: [null, /x/]}}",
                "{v: {$not: {$eq: 2}}}",
                "{list: 3}",
                "{list: {$ne: 1}}",
                "{other: {$exists: false}}",
                "{p: {$exists: false}}",
                "{$or: [{v: 1}, {x: 1}]}",
                "{v: NumberDecimal('3')}",
                "{old: {$exists: false}}"
            })
    void may_match_every_other_filter(String filter) {
        assertThat(certainlyFails(filter, StringComparison.BINARY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{s: 'NEW'}", "{s: {$in: ['old']}}"})
    void may_match_a_string_that_a_collation_treats_as_equal(String filter) {
        assertThat(certainlyFails(filter, StringComparison.COLLATION)).isFalse();
    }
}
