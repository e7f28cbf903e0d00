package dev.lockstep.contract.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class PlanTemplatesTest {
    private static final Path SCHEMA = Path.of("src/main/resources/dev/lockstep/contract/schema/plan.json");
    private static final Path RESOURCES = Path.of("src/main/resources/dev/lockstep/contract/template");

    private static JsonNode definitions() throws IOException {
        return LockstepJson.messages().readTree(Files.readString(SCHEMA)).path("$defs");
    }

    /** The definitions of operations by their types. */
    static Stream<String> operations() throws IOException {
        return definitions()
                .valueStream()
                .map(definition -> definition.path("properties").path("type").path("const"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList()
                .stream();
    }

    private static JsonNode operation(String type) throws IOException {
        return definitions()
                .valueStream()
                .filter(definition -> type.equals(
                        definition.path("properties").path("type").path("const").stringValue("")))
                .findFirst()
                .orElseThrow();
    }

    /** Adds the fields of an object and of all objects inside of it. */
    private static void addFields(JsonNode schema, Set<String> fields, Set<String> followed) throws IOException {
        schema.path("properties").propertyNames().forEach(fields::add);
        for (JsonNode reference : schema.findValues("$ref")) {
            String name = reference.stringValue().replaceFirst(".*/", "");
            if (followed.add(name)) {
                addFields(definitions().path(name), fields, followed);
            }
        }
    }

    private static Set<String> fieldsOf(JsonNode schema, String... without) throws IOException {
        Set<String> fields = new LinkedHashSet<>();
        addFields(schema, fields, new LinkedHashSet<>(List.of(without)));
        return fields;
    }

    /** The fields that a text has, also in its comments. */
    private static void assertNames(PlanTemplate template, Set<String> fields) {
        assertThat(fields).isNotEmpty().allSatisfy(field -> assertThat(template.text())
                .as("template %s names the field %s", template.name(), field)
                .containsPattern("(?m)(^|[ {])%s: ?".formatted(field)));
    }

    @Nested
    class A_template {
        @ParameterizedTest
        @MethodSource("dev.lockstep.contract.template.PlanTemplatesTest#operations")
        void exists_for_each_operation_and_names_all_its_fields(String type) throws IOException {
            PlanTemplate template = PlanTemplates.find(type).orElseThrow();
            assertNames(template, fieldsOf(operation(type)));
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.contract.template.PlanTemplatesTest#operations")
        void of_an_operation_names_all_fields_of_a_step_and_of_the_metadata(String type) throws IOException {
            PlanTemplate template = PlanTemplates.find(type).orElseThrow();
            Set<String> stepFields = new LinkedHashSet<>();
            definitions().path("Step").path("properties").propertyNames().forEach(stepFields::add);
            assertNames(template, stepFields);
            assertNames(template, fieldsOf(definitions().path("PlanMetadata")));
            assertNames(template, Set.of("equals", "atLeast", "atMost"));
        }

        @Test
        void of_the_gates_names_all_fields_of_the_specification() throws IOException {
            assertNames(
                    PlanTemplates.find("gates").orElseThrow(),
                    fieldsOf(definitions().path("PlanSpec"), "Step"));
        }

        @Test
        void has_a_resource_and_each_resource_is_a_template() throws IOException {
            try (Stream<Path> resources = Files.list(RESOURCES)) {
                assertThat(resources.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(PlanTemplates.all().stream()
                                .map(template -> template.name() + ".yaml")
                                .toList());
            }
        }

        @Test
        void says_in_its_first_line_what_it_does() {
            assertThat(PlanTemplates.all()).allSatisfy(template -> {
                assertThat(template.text()).startsWith("# ");
                assertThat(template.summary()).hasSizeBetween(20, 110).doesNotEndWith(".");
            });
        }
    }

    @Nested
    class A_template_with_values {
        private final PlanTemplate sop = PlanTemplates.find("sop").orElseThrow();

        @Test
        void has_the_name_of_the_plan_even_if_yaml_would_read_it_as_a_number() {
            assertThat(sop.named(new PlanName("1.5")).text()).contains("\n  name: \"1.5\"\n");
        }

        @Test
        void keeps_its_other_targets_and_all_other_lines() {
            PlanTemplate changed = sop.withTarget("main-mongo", new TargetName("orders"));
            assertThat(changed.targets()).containsExactly("main-postgres", "orders", "main-redis");
            assertThat(changed.text()
                            .lines()
                            .filter(line -> !line.contains("target:"))
                            .toList())
                    .isEqualTo(sop.text()
                            .lines()
                            .filter(line -> !line.contains("target:"))
                            .toList());
        }
    }

    @Nested
    class A_name_of_no_template {
        @Test
        void is_answered_with_those_that_there_are() {
            assertThat(PlanTemplates.find("nothing")).isEmpty();
            assertThat(PlanTemplates.find("../template/sop")).isEmpty();
            assertThat(PlanTemplates.unknown("nothing"))
                    .startsWith("there is no template \"nothing\"; there are postgres.sql, ")
                    .endsWith("sop");
            assertThat(PlanTemplates.unknown("x".repeat(5_000))).hasSizeLessThan(400);
        }
    }
}
