package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.http.ErrorDetail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxErrorsTest {
    private static ErrorDetail error(String text, PlanFormat format) {
        PlanIntake intake = PlanIntake.withTargets(List::of, Endpoints.read(List.of()), Duration.ofSeconds(15));
        String plan = text.replace("\\n", "\n").replace("\\t", "\t");
        PlanValidation validation = intake.validate(plan.getBytes(StandardCharsets.UTF_8), format);
        assertThat(validation).isInstanceOf(PlanValidation.Unreadable.class);
        return ((PlanValidation.Unreadable) validation).error();
    }

    @Nested
    class The_same_error_in_json_and_yaml {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "{\"a\": 1, \"a\": 2}     | {a: 1, a: 2}     | the key \"a\" occurs twice",
                    "{\"a\": 1              | {a: 1            | an object is not closed",
                    "{\"a\": [1             | {a: [1           | an array is not closed",
                    "{\"a\": \"x             | {a: \"x           | a string is not closed",
                    "{\"a\": 1]             | {a: 1]           | found \"]\" in an object; \",\" or \"}\" is expected",
                    "{\"a\": [1}            | {a: [1}          | found \"}\" in an array; \",\" or \"]\" is expected",
                    "{\"a\": @}             | {a: @}           | found \"@\"; a value is expected",
                    "{\"a\": [,]}           | {a: [,]}         | found \",\"; a value is expected",
                    "{\"a\": \"\\q\"}         | {a: \"\\q\"}       | the escape \"\\q\" is unknown",
                    "{\"a\": \"\\u12\"}       | {a: \"\\u12\"}     | an escape has too few hexadecimal digits",
                    "{\"a\": 1} x           | {a: 1} x         | the text continues after the plan; one plan is expected",
                    "{\"a\": 1e99999999999} | {a: 1e99999999999} | the number exceeds the limit of 1000 digits when it is written out"
                })
        void has_the_same_message(String json, String yaml, String message) {
            assertThat(error(json, PlanFormat.JSON).message()).isEqualTo(message);
            assertThat(error(yaml, PlanFormat.YAML).message()).isEqualTo(message);
        }
    }

    @Nested
    class An_error_in_json {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "{\"a\": 1,}       | found \"}\"; a key in double quotes is expected",
                    "{a: 1}          | found \"a\"; a key in double quotes is expected",
                    "{\"a\" \"b\"}       | found a double quote; \":\" is expected after the key",
                    "{\"a\": yes}      | found \"yes\"; a value is expected",
                    "{\"a\": NaN}      | \"NaN\" is not a JSON number",
                    "{\"a\": 01}       | a number is malformed",
                    "{\"a\": +1}       | a number is malformed",
                    "{ /* c */ }     | JSON does not allow comments",
                    "# c             | JSON does not allow comments",
                    "{\"a\": 1 \"b\": 2} | found a double quote in an object; \",\" or \"}\" is expected",
                    "{\"a\": \"x\\ny\"}  | a string contains a line break or another control character",
                    "]               | found \"]\", but nothing is open that it could close",
                    "{\"a\":           | an object is not closed",
                    "-               | a value is incomplete"
                })
        void is_described_without_names_of_the_parser(String json, String message) {
            assertThat(error(json, PlanFormat.JSON).message()).isEqualTo(message);
        }
    }

    @Nested
    class An_error_in_yaml {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "a:\\n\\tb: 1        | found a tab where YAML allows only spaces",
                    "a: b: c           | a key is not allowed here",
                    "a: - b            | an array element is not allowed here",
                    "a: ? b            | a key that starts with \"?\" is not allowed here",
                    "a: 'x'y           | found a value in an object; another key is expected",
                    "a: 1\\n- b         | found \"-\" in an object; another key is expected",
                    "- a\\nb: 1         | found a key in an array; another element is expected",
                    "a: [1\\nb: 2       | found \":\" in an array; \",\" or \"]\" is expected",
                    "a: 1\\nb\\nc: 2     | \":\" is missing after a key",
                    "a: *x             | the alias *x has no anchor",
                    "a: &              | the name of an anchor is missing or invalid",
                    "%TAG ! x          | the plan has directives but no content",
                    "a: !x!y z         | the tag prefix !x! is not supported",
                    "a: !<x            | a tag is malformed",
                    "a: 1\\n...\\nb: 1   | the text continues after the plan; one plan is expected"
                })
        void is_described_without_names_of_the_parser(String yaml, String message) {
            assertThat(error(yaml, PlanFormat.YAML).message()).isEqualTo(message);
        }
    }
}
