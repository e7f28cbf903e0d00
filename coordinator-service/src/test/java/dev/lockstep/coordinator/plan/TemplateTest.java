package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.template.PlanTemplate;
import dev.lockstep.contract.template.PlanTemplates;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateTest {
    /** A field that is written as a comment: an alternative, or a field that the plan can do without. */
    private static final Pattern COMMENTED_FIELD = Pattern.compile("^( +)# ([A-Za-z]+: \\S.*)$");

    static Stream<PlanTemplate> templates() {
        return PlanTemplates.all().stream();
    }

    /** The template with one commented field in it, and without the lines that it takes the place of. */
    private static List<String> withField(List<String> lines, int commented, int replaced) {
        List<String> changed = new ArrayList<>(lines);
        Matcher field = COMMENTED_FIELD.matcher(lines.get(commented));
        assertThat(field.matches()).isTrue();
        changed.set(commented, field.group(1) + field.group(2));
        int above = lastFieldBefore(lines, commented);
        for (int removed = 0; removed < replaced; removed++) {
            changed.set(above - removed, "");
        }
        return changed;
    }

    private static int lastFieldBefore(List<String> lines, int index) {
        return IntStream.iterate(index - 1, at -> at >= 0, at -> at - 1)
                .filter(at -> !lines.get(at).strip().startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class A_template {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.TemplateTest#templates")
        void is_valid(PlanTemplate template) {
            assertThat(PlanIntakeTest.errorsInYaml(template.text())).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.TemplateTest#templates")
        void is_valid_under_any_name(PlanTemplate template) {
            for (String name : List.of("1.5", "true", "null", "a")) {
                assertThat(PlanIntakeTest.errorsInYaml(
                                template.named(new PlanName(name)).text()))
                        .isEmpty();
            }
        }

        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.TemplateTest#templates")
        void has_only_commented_fields_that_are_valid_beside_or_instead_of_the_field_above(PlanTemplate template) {
            List<String> lines = template.text().lines().toList();
            for (int index = 0; index < lines.size(); index++) {
                if (COMMENTED_FIELD.matcher(lines.get(index)).matches()) {
                    int line = index;
                    assertThat(List.of(0, 1))
                            .as("%s, line %d", template.name(), line + 1)
                            .anySatisfy(replaced -> assertThat(PlanIntakeTest.errorsInYaml(
                                            String.join("\n", withField(lines, line, replaced))))
                                    .isEmpty());
                }
            }
        }
    }
}
