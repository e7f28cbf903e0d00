package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonIdentityTest {
    private static BsonValue value(String json) {
        return BsonDocument.parse("{v: " + json + "}").get("v", BsonNull.VALUE);
    }

    @Nested
    class Values {
        private static final List<String> DISTINCT_VALUES = List.of(
                "null",
                "5",
                "NumberLong(5)",
                "5.0",
                "NumberDecimal('5')",
                "NumberDecimal('5.0')",
                "0.0",
                "-0.0",
                "'5'",
                "[5]",
                "[5, 6]",
                "[[5, 6]]",
                "{a: 5, b: 6}",
                "{b: 6, a: 5}",
                "{a: 5.0, b: 6}",
                "[{a: 5, b: 6}]",
                "[{b: 6, a: 5}]",
                "{a: null}",
                "{}",
                "[]",
                "true",
                "ISODate('2026-01-01T00:00:00.000Z')",
                "ISODate('2026-01-01T00:00:00.001Z')");

        @Test
        void are_identical_only_to_themselves() {
            for (String one : DISTINCT_VALUES) {
                for (String other : DISTINCT_VALUES) {
                    assertThat(BsonIdentity.areIdentical(value(one), value(other)))
                            .as("%s and %s", one, other)
                            .isEqualTo(one.equals(other));
                }
                assertThat(BsonIdentity.areIdentical(value(one), null))
                        .as("%s and missing", one)
                        .isFalse();
            }
            assertThat(BsonIdentity.areIdentical(null, null)).isTrue();
        }
    }

    @Nested
    class A_difference_that_servers_ignore {
        @ParameterizedTest
        @ValueSource(strings = {"5.0", "NumberLong(5)", "NumberDecimal('5')"})
        void is_recognized_if_only_the_types_of_numbers_differ(String other) {
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("5"), value(other)))
                    .isTrue();
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("{a: [5]}"), value("{a: [" + other + "]}")))
                    .isTrue();
        }

        @Test
        void is_recognized_if_only_the_order_of_embedded_fields_differs() {
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("{a: 1, b: 2}"), value("{b: 2.0, a: 1}")))
                    .isTrue();
        }

        @Test
        void is_not_recognized_if_values_differ_or_nothing_differs() {
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("5"), value("6.0")))
                    .isFalse();
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("[1, 2]"), value("[2, 1]")))
                    .isFalse();
            assertThat(BsonIdentity.differOnlyInNumberTypesOrOrder(value("5"), value("5")))
                    .isFalse();
        }
    }
}
