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

/** Holds the module that extends it to every rule of the house; a module cannot choose among them. */
public abstract class HouseRules {
    @TestFactory
    Stream<DynamicTest> production_code_keeps_that() {
        return codeRules(CodeRule.Scope.PRODUCTION, Path.of("target/classes"));
    }

    @TestFactory
    Stream<DynamicTest> test_code_keeps_that() {
        return codeRules(CodeRule.Scope.TESTS, Path.of("target/test-classes"));
    }

    @TestFactory
    Stream<DynamicTest> sources_keep_that() {
        return Arrays.stream(SourceRule.values())
                .map(rule -> dynamicTest(rule.sentence(), () -> assertThat(rule.violationsBelow(Path.of("src")))
                        .as(rule.because())
                        .isEmpty()));
    }

    private static Stream<DynamicTest> codeRules(CodeRule.Scope scope, Path classes) {
        if (Files.notExists(classes)) {
            return Stream.of();
        }
        JavaClasses imported = CompiledCode.in(classes);
        return CodeRule.of(scope)
                .map(rule -> dynamicTest(rule.sentence(), () -> rule.rule().check(imported)));
    }
}
