package dev.lockstep.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.Arrays;
import java.util.Set;

/** Packages and predicates that the rules use. */
final class RulePredicates {
    static final String CONTRACT = "dev.lockstep.contract..";
    static final String SQL_READER = "dev.lockstep.sql..";
    static final String SERVICE_RUNTIME = "dev.lockstep.service..";
    static final String COORDINATOR = "dev.lockstep.coordinator..";
    static final String SAGA = "dev.lockstep.coordinator.saga..";
    static final String WORKER_RUNTIME = "dev.lockstep.worker..";
    static final String POSTGRES = "dev.lockstep.postgres..";
    static final String MONGO = "dev.lockstep.mongo..";
    static final String REDIS = "dev.lockstep.redis..";
    static final String SAMPLE_APPLICATION = "dev.lockstep.example..";

    // Names instead of classes, because this module does not depend on Spring and Jakarta.
    private static final Set<String> INJECTION_ANNOTATIONS = Set.of(
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.beans.factory.annotation.Value",
            "jakarta.annotation.Resource",
            "jakarta.inject.Inject");

    private RulePredicates() {}

    static DescribedPredicate<JavaClass> isServiceClass() {
        return resideInAnyPackage(
                SERVICE_RUNTIME, COORDINATOR, WORKER_RUNTIME, POSTGRES, MONGO, REDIS, SAMPLE_APPLICATION);
    }

    /** Configuration classes may use every technology, because they create the adapters. */
    static DescribedPredicate<JavaClass> hasPrefixOrIsConfiguration(String... prefixes) {
        return describe("named " + Arrays.toString(prefixes) + " or a configuration", type -> {
            String name = outermost(type).getSimpleName();
            return name.endsWith("Configuration") || Arrays.stream(prefixes).anyMatch(name::startsWith);
        });
    }

    static DescribedPredicate<JavaCall<?>> readsTheWallClock() {
        return describe("the wall clock", call -> {
            String owner = call.getTargetOwner().getName();
            return switch (call.getName()) {
                case "now" ->
                    owner.startsWith("java.time.")
                            && call.getTarget().getRawParameterTypes().isEmpty();
                case "currentTimeMillis" -> owner.equals("java.lang.System");
                default -> false;
            };
        });
    }

    static DescribedPredicate<JavaCall<?>> isRandomOrReadsAClock() {
        return describe("randomness or a running clock", call -> {
            String owner = call.getTargetOwner().getName();
            return switch (owner) {
                case "java.util.Random", "java.util.SplittableRandom", "java.time.Clock" -> true;
                case "java.util.UUID" -> call.getName().equals("randomUUID");
                case "java.lang.Math" -> call.getName().equals("random");
                case "java.lang.System" -> call.getName().equals("nanoTime");
                default -> false;
            };
        });
    }

    static DescribedPredicate<JavaCall<?>> callsSleep() {
        return describe(
                "sleeping",
                call -> call.getName().equals("sleep")
                        && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                                .contains(call.getTargetOwner().getName()));
    }

    static DescribedPredicate<JavaAnnotation<?>> isInjectionAnnotation() {
        return describe(
                "an injection annotation",
                annotation ->
                        INJECTION_ANNOTATIONS.contains(annotation.getRawType().getName()));
    }

    static DescribedPredicate<HasName> hasName(String name) {
        return describe("named " + name, element -> element.getName().equals(name));
    }

    static DescribedPredicate<JavaClass> hasFullName(String name) {
        return describe(name, type -> type.getName().equals(name));
    }

    static DescribedPredicate<JavaClass> isNotAmong(Set<String> names) {
        return describe(
                "not among " + names, type -> !names.contains(outermost(type).getName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(RulePredicates::outermost).orElse(type);
    }
}
