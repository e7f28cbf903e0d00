package dev.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Checks the module that contains the subclass against all code rules and source rules. */
public abstract class HouseRules {
    @TestFactory
    Stream<DynamicTest> production_code() {
        return codeRules(CodeRule.Scope.PRODUCTION, Path.of("target/classes"));
    }

    @TestFactory
    Stream<DynamicTest> test_code() {
        return codeRules(CodeRule.Scope.TESTS, Path.of("target/test-classes"));
    }

    @TestFactory
    Stream<DynamicTest> sources() {
        return Arrays.stream(SourceRule.values())
                .map(rule -> dynamicTest(rule.sentence(), () -> assertThat(rule.violationsBelow(Path.of("src")))
                        .as(rule.description())
                        .isEmpty()));
    }

    private static Stream<DynamicTest> codeRules(CodeRule.Scope scope, Path classes) {
        if (Files.notExists(classes)) {
            return Stream.of();
        }
        JavaClasses imported = CompiledCode.importFrom(classes);
        return CodeRule.rulesFor(scope)
                .map(rule -> dynamicTest(rule.sentence(), () -> rule.rule().check(imported)));
    }
}
