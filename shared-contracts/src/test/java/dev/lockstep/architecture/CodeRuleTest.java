package dev.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodeRuleTest {
    @Nested
    class Every_rule {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        private Path classes;

        @ParameterizedTest
        @EnumSource(CodeRule.class)
        void refuses_its_refused_fixtures(CodeRule rule) {
            RuleFixture fixture = fixtureOf(rule);
            Set<String> refused = fixture.classNamesIn("refused");

            String report = String.join(
                    "\n",
                    rule.rule()
                            .evaluate(fixture.compileInto(classes))
                            .getFailureReport()
                            .getDetails());

            assertThat(refused).isNotEmpty().allSatisfy(name -> assertThat(report)
                    .contains(name));
        }

        @ParameterizedTest
        @EnumSource(CodeRule.class)
        void accepts_its_accepted_fixtures(CodeRule rule) {
            RuleFixture fixture = fixtureOf(rule);
            Set<String> refused = fixture.classNamesIn("refused");
            JavaClasses acceptedAndStubs = fixture.compileInto(classes).that(RulePredicates.isNotAmong(refused));

            assertThat(fixture.classNamesIn("accepted")).isNotEmpty();
            assertThat(rule.rule().evaluate(acceptedAndStubs).getFailureReport().getDetails())
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource(CodeRule.class)
        void has_a_reason(CodeRule rule) {
            assertThat(rule.rule().getDescription()).startsWith(rule.sentence()).contains(", because ");
        }
    }

    private static RuleFixture fixtureOf(CodeRule rule) {
        return new RuleFixture(
                Path.of("src/test/resources/architecture", rule.name().toLowerCase(Locale.ROOT)));
    }
}
