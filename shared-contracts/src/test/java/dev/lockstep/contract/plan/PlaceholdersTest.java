package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
    private static final Placeholders PLACEHOLDERS = new Placeholders("m-1", "2026-11-22T22:00:00.000Z");

    private static String resolvedJson(String operation) {
        StepOperation parsed = LockstepJson.plans().readValue(operation, StepOperation.class);
        return LockstepJson.plans().writeValueAsString(parsed.resolve(PLACEHOLDERS));
    }

    @Nested
    class A_placeholder {
        @Test
        void is_replaced_in_values_at_any_depth() {
            assertThat(
                            resolvedJson(
                                    """
                            {"type": "mongo.update", "collection": "c", "filter": {"a": ["${migration.id}"]},
                             "update": {"$set": {"at": "on ${migration.startedAt}!"}}}"""))
                    .contains("\"a\":[\"m-1\"]", "\"at\":\"on 2026-11-22T22:00:00.000Z!\"");
        }

        @Test
        void is_replaced_in_the_values_and_conditions_of_an_edit() {
            assertThat(
                            resolvedJson(
                                    """
                            {"type": "redis.transform", "match": "k:*", "json": {"when": {"equals": {"/a": "${migration.id}"}},
                             "set": {"/b": "${migration.id}"}, "setIfAbsent": {"/c": {"d": "${migration.id}"}}}}"""))
                    .contains("\"/a\":\"m-1\"", "\"/b\":\"m-1\"", "{\"d\":\"m-1\"}");
        }

        @Test
        void with_two_dollar_signs_becomes_text_with_one() {
            assertThat(
                            resolvedJson(
                                    """
                            {"type": "redis.transform", "match": "k:*", "json": {"set": {"/b": "$${migration.id} $1"}}}"""))
                    .contains("\"/b\":\"${migration.id} $1\"");
        }

        @Test
        void is_not_replaced_in_sql() {
            PostgresSql sql = new PostgresSql("1", "SELECT '${migration.id}'", null);

            assertThat(sql.resolve(PLACEHOLDERS)).isEqualTo(sql);
        }

        @Test
        void is_not_replaced_in_field_names() {
            assertThat(
                            resolvedJson(
                                    """
                            {"type": "mongo.update", "collection": "c", "filter": {"${migration.id}": 1}, "update": {"$unset": {"a": ""}}}"""))
                    .contains("{\"${migration.id}\":1}");
        }
    }
}
