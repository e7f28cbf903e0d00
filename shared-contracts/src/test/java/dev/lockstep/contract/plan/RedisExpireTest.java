package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisExpireTest {
    private static RedisExpire parse(String members) {
        String json = "{'type':'redis.expire','match':'session:*'%s}".formatted(members);
        return LockstepJson.plans().readValue(json.replace('\'', '"'), RedisExpire.class);
    }

    @Nested
    class A_duration {
        @ParameterizedTest
        @CsvSource({"1ms,PT0.001S", "90s,PT1M30S", "5m,PT5M", "1h,PT1H", "36500d,PT876000H", "PT36H,PT36H"})
        void is_a_number_with_a_unit_or_iso_8601(String text, Duration duration) {
            assertThat(parse(",'set':'%s'".formatted(text)).set()).isEqualTo(new ExpiryDuration(duration));
        }

        @Test
        void is_serialized_in_iso_8601() {
            assertThat(LockstepJson.plans().writeValueAsString(parse(",'cap':'90m'")))
                    .isEqualTo(LockstepJson.plans().writeValueAsString(parse(",'cap':'PT1H30M'")))
                    .contains("\"cap\":\"PT1H30M\"");
        }
    }

    @Nested
    class A_refusal {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "||operation has none of set, cap, extend and remove|write one of set: 1h, cap: 1h, extend: 1h or remove: true",
                    ",'set':'1h','cap':'1h'||operation has 2 of set, cap, extend and remove; exactly one is expected|keep only one of them",
                    ",'remove':false|remove|operation.remove is false; true is expected|write remove: true, or omit remove",
                    ",'set':'0s'||the duration is 0s, which is below the minimum of 1ms|write a duration such as 500ms, 90s, 1h, 7d or PT1H",
                    ",'set':'36501d'||the duration is 36501d, which exceeds the maximum of 36500d|write a shorter duration, or remove: true for no expiry",
                    ",'set':'soon'||the duration is \"soon\", which is not a duration|write a duration such as 500ms, 90s, 1h, 7d or PT1H"
                })
        void states_the_invalid_value_and_the_correction(String members, String field, String message, String hint) {
            assertThatThrownBy(() -> parse(members == null ? "" : members))
                    .hasRootCauseInstanceOf(InvalidValue.class)
                    .rootCause()
                    .isInstanceOfSatisfying(InvalidValue.class, invalid -> {
                        assertThat(invalid.field()).isEqualTo(field);
                        assertThat(invalid).hasMessage(message);
                        assertThat(invalid.hint()).isEqualTo(hint);
                    });
        }
    }
}
