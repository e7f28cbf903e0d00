package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.JsonEdit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEditorTest {
    private static String edit(String edit, String value) {
        return edit(edit, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String edit(String edit, byte[] value) {
        JsonEdit parsed = LockstepJson.plans().readValue(edit.replace('\'', '"'), JsonEdit.class);
        return switch (new JsonEditor(parsed).edit(value)) {
            case JsonEditResult.Edited(byte[] json) -> new String(json, StandardCharsets.UTF_8);
            case JsonEditResult.ConditionNotMet() -> "condition not met";
            case JsonEditResult.Malformed(String reason) -> "malformed: " + reason;
            case JsonEditResult.TooManyValues(int limit) -> "more than %d values".formatted(limit);
        };
    }

    @Nested
    class A_member_that_the_edit_does_not_name {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"big\":9007199254740993,\"x\":1}",
                    "{\"huge\":123456789012345678901234567890,\"x\":1}",
                    "{\"price\":1.10,\"x\":1}",
                    "{\"precise\":0.1234567890123456789012345678901234,\"x\":1}",
                    "{\"empty\":[],\"none\":{},\"x\":1}",
                    "{\"z\":1,\"a\":{\"z\":2,\"a\":3},\"x\":1}",
                    "{\"text\":\"\\\"\\\\\\n דנה 🙂\",\"x\":1}",
                    "{\"null\":null,\"true\":true,\"false\":false,\"x\":1}",
                    "{\"zero\":0.00,\"unpaired surrogate\":\"\\uD800\",\"x\":1}"
                })
        void is_written_as_it_was(String value) {
            assertThat(edit("{'set':{'/x':1}}", value)).isEqualTo(value);
        }

        @Test
        void loses_only_blanks_and_unnecessary_escapes() {
            assertThat(edit("{'set':{'/x':1}}", "{ \"a\" : \"\\u00e9\\/\" }")).isEqualTo("{\"a\":\"é/\",\"x\":1}");
        }
    }

    @Nested
    class A_number_that_the_edit_does_not_name {
        @ParameterizedTest
        @CsvSource({"-0.0,0.0", "-0,0", "1e5,1E+5", "5e0,5", "1E-7,1E-7", "1e400,1E+400", "1e2147483647,1E+2147483647"})
        void may_be_written_differently_with_the_same_value(String original, String written) {
            assertThat(edit("{'set':{'/x':1}}", "{\"n\":%s}".formatted(original)))
                    .isEqualTo("{\"n\":%s,\"x\":1}".formatted(written));
            assertThat(new BigDecimal(original)).isEqualByComparingTo(written);
        }
    }

    @Nested
    class Set {
        @Test
        void keeps_the_position_of_a_member_and_appends_a_new_one() {
            assertThat(edit("{'set':{'/a':2,'/c':3}}", "{\"a\":1,\"b\":1}")).isEqualTo("{\"a\":2,\"b\":1,\"c\":3}");
        }

        @Test
        void works_inside_objects_and_arrays() {
            assertThat(edit("{'set':{'/a/1/b':9}}", "{\"a\":[0,{\"b\":1}]}")).isEqualTo("{\"a\":[0,{\"b\":9}]}");
            assertThat(edit("{'set':{'/a/0':9,'/a/-':8}}", "{\"a\":[0,1]}")).isEqualTo("{\"a\":[9,1,8]}");
        }

        @Test
        void decodes_escaped_names() {
            assertThat(edit("{'set':{'/a~1b':1,'/m~0n':2,'/':3}}", "{}")).isEqualTo("{\"a/b\":1,\"m~n\":2,\"\":3}");
        }

        @Test
        void can_replace_the_whole_value() {
            assertThat(edit("{'set':{'':[1]}}", "{\"a\":1}")).isEqualTo("[1]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "/a/b|{}|the parent of /a/b is missing",
                    "/a/b|{\"a\":1}|the parent of /a/b is a number, not an object or array",
                    "/a|3|the parent of /a is a number, not an object or array",
                    "/a/2|{\"a\":[0,1]}|/a/2 is not an index of an array of 2 elements",
                    "/a/x|{\"a\":[0,1]}|/a/x is not an index of an array of 2 elements",
                    "/a/01|{\"a\":[0,1]}|/a/01 is not an index of an array of 2 elements"
                })
        void does_not_create_a_parent(String pointer, String value, String reason) {
            assertThat(edit("{'set':{'%s':1}}".formatted(pointer), value)).isEqualTo("malformed: " + reason);
        }
    }

    @Nested
    class Set_if_absent {
        @Test
        void keeps_an_existing_value_even_null() {
            assertThat(edit("{'setIfAbsent':{'/a':2,'/b':2}}", "{\"a\":null}")).isEqualTo("{\"a\":null,\"b\":2}");
        }

        @Test
        void requires_the_parent() {
            assertThat(edit("{'setIfAbsent':{'/a/b':2}}", "{}")).startsWith("malformed: the parent of /a/b is missing");
        }
    }

    @Nested
    class Remove {
        @Test
        void removes_members_and_elements_and_ignores_absent_ones() {
            assertThat(edit("{'remove':['/a','/b/0','/c']}", "{\"a\":1,\"b\":[1,2]}"))
                    .isEqualTo("{\"b\":[2]}");
        }

        @Test
        void requires_the_parent() {
            assertThat(edit("{'remove':['/a/b']}", "{}")).startsWith("malformed: the parent of /a/b is missing");
        }

        @Test
        void cannot_remove_the_whole_value() {
            assertThat(edit("{'remove':['']}", "{}")).startsWith("malformed: the whole value");
        }
    }

    @Nested
    class Rename {
        @Test
        void within_an_object_keeps_the_position_of_the_member() {
            assertThat(edit("{'rename':[{'from':'/a','to':'/z'}]}", "{\"a\":1,\"b\":2}"))
                    .isEqualTo("{\"z\":1,\"b\":2}");
        }

        @Test
        void moves_to_another_parent() {
            assertThat(edit("{'rename':[{'from':'/a','to':'/o/a'}]}", "{\"a\":1,\"o\":{}}"))
                    .isEqualTo("{\"o\":{\"a\":1}}");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "/l/0|/l/1/y|{\"l\":[{\"y\":9},{\"x\":1}]}",
                    "/l/0|/l/2/y|{\"l\":[{},{\"x\":1,\"y\":9}]}",
                    "/l/0|/l/1/x|{\"l\":[{\"x\":9},{\"x\":1}]}",
                    "/l/0|/l/-|{\"l\":[{},{\"x\":1},9]}"
                })
        void out_of_an_array_resolves_the_target_before_the_move(String from, String to, String expected) {
            assertThat(edit("{'rename':[{'from':'%s','to':'%s'}]}".formatted(from, to), "{\"l\":[9,{},{\"x\":1}]}"))
                    .isEqualTo(expected);
        }

        @Test
        void of_an_absent_member_does_nothing() {
            assertThat(edit("{'rename':[{'from':'/a','to':'/z'}]}", "{\"b\":2}"))
                    .isEqualTo("{\"b\":2}");
        }

        @ParameterizedTest
        @CsvSource({
            "/a,/b,would overwrite a value",
            "/a,/a/c,would move a value into itself",
            "/b,/x/y,the parent of /x/y is missing"
        })
        void is_malformed_if_it_would_lose_a_value(String from, String to, String reason) {
            String edit = "{'rename':[{'from':'%s','to':'%s'}]}".formatted(from, to);
            assertThat(edit(edit, "{\"a\":{},\"b\":2}"))
                    .startsWith("malformed: ")
                    .contains(reason);
        }
    }

    @Nested
    class The_order {
        @Test
        void is_set_then_set_if_absent_then_remove_then_rename() {
            String edit = "{'rename':[{'from':'/a','to':'/z'}],'remove':['/z'],'setIfAbsent':{'/a':2},'set':{'/z':1}}";
            assertThat(edit(edit, "{}")).isEqualTo("{\"z\":2}");
        }
    }

    @Nested
    class The_condition {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{'absent':'/a'}|{}|true",
                    "{'absent':'/a'}|{\"a\":null}|false",
                    "{'absent':'/a/b'}|{}|true",
                    "{'present':'/a'}|{\"a\":null}|true",
                    "{'present':'/a/0'}|{\"a\":[1]}|true",
                    "{'present':'/a'}|{}|false",
                    "{'equals':{'/a':2}}|{\"a\":2.0}|true",
                    "{'equals':{'/a':[1,{'b':2}]}}|{\"a\":[1.0,{\"b\":2}]}|true",
                    "{'equals':{'/a':2,'/b':1}}|{\"a\":2}|false",
                    "{'equals':{'/a':'2'}}|{\"a\":2}|false",
                    "{'equals':{'/a':null}}|{\"a\":null}|true",
                    "{'equals':{'/a':null}}|{}|false"
                })
        void decides_whether_the_edit_is_applied(String when, String value, String holds) {
            String result = edit("{'when':%s,'set':{'':true}}".formatted(when), value);
            assertThat(result).isEqualTo(holds.equals("true") ? "true" : "condition not met");
        }
    }

    @Nested
    class A_value_that_is_not_json {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "{",
                    "{\"a\":1}x",
                    "{\"a\":1,\"a\":2}",
                    "{'a':1}",
                    "NaN",
                    "nul",
                    "plain text",
                    "{\"a\":1e99999999999}",
                    "{\"unpaired surrogate in a name\\uD800\":1}",
                    "\uFEFF{}"
                })
        void is_malformed(String value) {
            assertThat(edit("{'set':{'/x':1}}", value)).startsWith("malformed: ");
        }

        @Test
        void in_another_encoding_is_malformed() {
            assertThat(edit("{'set':{'/x':1}}", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
                    .startsWith("malformed: ");
            assertThat(edit("{'set':{'/x':1}}", "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)))
                    .startsWith("malformed: ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"c3", "80", "ff", "c080", "c0af", "e08080", "f0808080", "eda080", "f4908080", "f8888080"})
        void with_bytes_that_are_not_utf_8_is_malformed(String bytes) {
            assertThat(edit("{'set':{'/x':1}}", HexFormat.of().parseHex("7b2261223a22" + bytes + "227d")))
                    .isEqualTo("malformed: not JSON in UTF-8");
        }

        @Test
        void with_a_number_or_a_name_that_is_too_long_is_malformed() {
            assertThat(edit("{'set':{'/x':1}}", "{\"a\":%s}".formatted("1".repeat(1001))))
                    .startsWith("malformed: ");
            assertThat(edit("{'set':{'/x':1}}", "{\"%s\":1}".formatted("n".repeat(50_001))))
                    .startsWith("malformed: ");
        }

        @Test
        void that_is_nested_too_deep_is_malformed() {
            assertThat(edit("{'set':{'/x':1}}", "[".repeat(10_000))).startsWith("malformed: ");
        }
    }
}
