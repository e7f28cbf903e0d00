package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactTest {
    private static BsonValue value(String json) {
        return BsonDocument.parse("{v: " + json + "}").get("v", BsonNull.VALUE);
    }

    @Nested
    class Values {
        private static final List<String> ALL_DIFFERENT = List.of(
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
        void are_the_same_as_themselves_and_as_nothing_else() {
            for (String one : ALL_DIFFERENT) {
                for (String other : ALL_DIFFERENT) {
                    assertThat(Exact.same(value(one), value(other)))
                            .as("%s and %s", one, other)
                            .isEqualTo(one.equals(other));
                }
                assertThat(Exact.same(value(one), null))
                        .as("%s and missing", one)
                        .isFalse();
            }
            assertThat(Exact.same(null, null)).isTrue();
        }
    }

    @Nested
    class Number_types {
        @ParameterizedTest
        @ValueSource(strings = {"5.0", "NumberLong(5)", "NumberDecimal('5')"})
        void may_be_all_that_differs(String other) {
            assertThat(Exact.differInNumberTypesOnly(value("5"), value(other))).isTrue();
            assertThat(Exact.differInNumberTypesOnly(value("{a: [5]}"), value("{a: [" + other + "]}")))
                    .isTrue();
        }

        @Test
        void are_not_all_that_differs_when_a_value_or_an_order_does() {
            assertThat(Exact.differInNumberTypesOnly(value("5"), value("6.0"))).isFalse();
            assertThat(Exact.differInNumberTypesOnly(value("{a: 1, b: 2}"), value("{b: 2, a: 1}")))
                    .isFalse();
            assertThat(Exact.differInNumberTypesOnly(value("5"), value("5"))).isFalse();
        }
    }
}
