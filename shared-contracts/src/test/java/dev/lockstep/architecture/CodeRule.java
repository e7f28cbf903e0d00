package dev.lockstep.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.lockstep.architecture.RulePredicates.CONTRACT;
import static dev.lockstep.architecture.RulePredicates.COORDINATOR;
import static dev.lockstep.architecture.RulePredicates.MONGO;
import static dev.lockstep.architecture.RulePredicates.POSTGRES;
import static dev.lockstep.architecture.RulePredicates.REDIS;
import static dev.lockstep.architecture.RulePredicates.SAGA;
import static dev.lockstep.architecture.RulePredicates.SERVICE_RUNTIME;
import static dev.lockstep.architecture.RulePredicates.SQL_READER;
import static dev.lockstep.architecture.RulePredicates.WORKER_RUNTIME;
import static dev.lockstep.architecture.RulePredicates.callsSleep;
import static dev.lockstep.architecture.RulePredicates.hasPrefixOrIsConfiguration;
import static dev.lockstep.architecture.RulePredicates.isInjectionAnnotation;
import static dev.lockstep.architecture.RulePredicates.isRandomOrReadsAClock;
import static dev.lockstep.architecture.RulePredicates.isServiceClass;
import static dev.lockstep.architecture.RulePredicates.readsTheWallClock;

import com.tngtech.archunit.core.domain.JavaCall.Predicates;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Rules for compiled code. The name of a constant states the rule and is also the name of its fixture folder. */
@SuppressWarnings("ImmutableEnumChecker") // ArchUnit rules are immutable but not annotated as such.
enum CodeRule {
    THE_SAGA_IS_PURE(
            classes()
                    .that()
                    .resideInAPackage(SAGA)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            SAGA,
                            CONTRACT,
                            // Only for the type ids of stored events; the saga does not parse or write JSON.
                            "com.fasterxml.jackson.annotation",
                            "java.lang",
                            "java.lang.invoke",
                            "java.lang.runtime",
                            "java.math",
                            "java.time",
                            "java.util",
                            "java.util.function",
                            "java.util.stream",
                            "org.jspecify.annotations"),
            "pure functions can be tested and simulated without a framework, a database or a broker",
            Scope.PRODUCTION),

    THE_SAGA_USES_NO_CLOCK_AND_NO_RANDOMNESS(
            noClasses()
                    .that()
                    .resideInAPackage(SAGA)
                    .should()
                    .callMethodWhere(readsTheWallClock().or(isRandomOrReadsAClock()))
                    .orShould()
                    .callConstructorWhere(isRandomOrReadsAClock()),
            "the same history must always give the same decision: time is an input",
            Scope.PRODUCTION),

    SERVICES_READ_TIME_FROM_A_CLOCK(
            noClasses().that(isServiceClass()).should().callMethodWhere(readsTheWallClock()),
            "tests must control the time: adapters get a Clock",
            Scope.PRODUCTION),

    CONTRACTS_DEPEND_ONLY_ON_JACKSON_AND_JSPECIFY(
            classes()
                    .that()
                    .resideInAPackage(CONTRACT)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            CONTRACT,
                            "java..",
                            "tools.jackson..",
                            "com.fasterxml.jackson.annotation",
                            "org.jspecify.."),
            "subscribers use the contracts without the rest of Lockstep",
            Scope.PRODUCTION),

    THE_SQL_READER_DEPENDS_ONLY_ON_THE_JDK_AND_JSPECIFY(
            classes()
                    .that()
                    .resideInAPackage(SQL_READER)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(SQL_READER, "java..", "org.jspecify.."),
            "the coordinator and the worker must parse a script in the same way",
            Scope.PRODUCTION),

    THE_SERVICE_RUNTIME_DEPENDS_ONLY_ON_THE_CONTRACTS_AND_THE_KAFKA_CLIENT(
            classes()
                    .that()
                    .resideInAPackage(SERVICE_RUNTIME)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            SERVICE_RUNTIME,
                            CONTRACT,
                            "java..",
                            "org.apache.kafka..",
                            "org.springframework.kafka..",
                            "org.springframework.boot.kafka..",
                            "org.springframework.boot.ssl..",
                            "org.springframework.context..",
                            "org.springframework.core.env..",
                            "io.micrometer.core..",
                            "org.slf4j..",
                            "org.jspecify.."),
            "the coordinator and the workers choose everything but their Kafka clients separately",
            Scope.PRODUCTION),

    WORKERS_DO_NOT_DEPEND_ON_EACH_OTHER(
            CompositeArchRule.of(noDependency(POSTGRES, MONGO, REDIS))
                    .and(noDependency(MONGO, POSTGRES, REDIS))
                    .and(noDependency(REDIS, POSTGRES, MONGO))
                    .and(noDependency(WORKER_RUNTIME, POSTGRES, MONGO, REDIS)),
            "a change for one store must not break the worker of another store",
            Scope.PRODUCTION),

    WORKERS_DO_NOT_DEPEND_ON_THE_COORDINATOR(
            CompositeArchRule.of(noDependency(WORKER_RUNTIME, COORDINATOR))
                    .and(noDependency(POSTGRES, COORDINATOR))
                    .and(noDependency(MONGO, COORDINATOR))
                    .and(noDependency(REDIS, COORDINATOR)),
            "coordinator and workers share only contracts, SQL reader and service runtime, so that either can be replaced",
            Scope.PRODUCTION),

    THE_COORDINATOR_DOES_NOT_DEPEND_ON_THE_WORKERS(
            noDependency(COORDINATOR, WORKER_RUNTIME, POSTGRES, MONGO, REDIS),
            "coordinator and workers share only contracts, SQL reader and service runtime, so that either can be replaced",
            Scope.PRODUCTION),

    ONLY_KAFKA_CLASSES_USE_THE_KAFKA_CLIENT(
            onlyClassesWithPrefix("Kafka").use("org.apache.kafka..", "org.springframework.kafka.."),
            "an adapter has its technology in its name, and other classes do not depend on a technology",
            Scope.PRODUCTION),

    ONLY_JDBC_POSTGRES_AND_FLYWAY_CLASSES_USE_JDBC(
            onlyClassesWithPrefix("Jdbc", "Postgres", "Flyway")
                    .use(
                            "java.sql..",
                            "javax.sql..",
                            "org.springframework.jdbc..",
                            "org.postgresql..",
                            "org.flywaydb.."),
            "an adapter has its technology in its name, and other classes do not depend on a technology",
            Scope.PRODUCTION),

    ONLY_MONGO_CLASSES_USE_THE_MONGO_DRIVER(
            onlyClassesWithPrefix("Mongo").use("com.mongodb..", "org.springframework.data.mongodb.."),
            "an adapter has its technology in its name, and other classes do not depend on a technology",
            Scope.PRODUCTION),

    ONLY_REDIS_CLASSES_USE_THE_REDIS_DRIVER(
            onlyClassesWithPrefix("Redis").use("io.lettuce..", "org.springframework.data.redis.."),
            "an adapter has its technology in its name, and other classes do not depend on a technology",
            Scope.PRODUCTION),

    FEATURE_PACKAGES_HAVE_NO_CYCLES(
            slices().matching("dev.lockstep.*.(*)..").should().beFreeOfCycles(),
            "features in a cycle cannot be read or changed separately",
            Scope.PRODUCTION),

    FIELDS_ARE_NOT_INJECTED(
            noFields().should().beAnnotatedWith(isInjectionAnnotation()),
            "a constructor shows the dependencies of a class, and tests can call it",
            Scope.PRODUCTION),

    PACKAGES_ARE_NAMED_AFTER_FEATURES(
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            "..impl..", "..util..", "..utils..", "..common..", "..manager..", "..helper..", "..dto.."),
            "names such as util describe the kind of the classes and not their purpose",
            Scope.PRODUCTION),

    NO_CODE_CALLS_SLEEP(
            noClasses().should().callMethodWhere(callsSleep()),
            "every fixed delay is too short or too long: wait for the condition instead",
            Scope.PRODUCTION,
            Scope.TESTS),

    ONLY_THE_CLI_WRITES_TO_THE_CONSOLE(
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.lockstep.cli..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .orShould()
                    .callMethodWhere(Predicates.target(RulePredicates.hasName("printStackTrace"))),
            "services write structured logs, which can be searched and counted",
            Scope.PRODUCTION,
            Scope.TESTS),

    TESTS_ASSERT_WITH_ASSERTJ(
            noClasses()
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("org.hamcrest..", "org.mockito..", "org.junit")
                            .or(RulePredicates.hasFullName("org.junit.jupiter.api.Assertions"))),
            "one assertion library is easier to read, and fakes that pass the contract suite replace mocks",
            Scope.TESTS);

    enum Scope {
        PRODUCTION,
        TESTS
    }

    private final ArchRule rule;
    private final Set<Scope> scopes;

    CodeRule(ArchRule rule, String reason, Scope... scopes) {
        this.rule = rule.as(sentence()).because(reason).allowEmptyShould(true);
        this.scopes = Set.of(scopes);
    }

    static Stream<CodeRule> rulesFor(Scope scope) {
        return Arrays.stream(values()).filter(rule -> rule.scopes.contains(scope));
    }

    final ArchRule rule() {
        return rule;
    }

    final String sentence() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static ArchRule noDependency(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to)
                .allowEmptyShould(true);
    }

    private static PackageUse onlyClassesWithPrefix(String... prefixes) {
        return packages -> noClasses()
                .that(isServiceClass())
                .and(not(hasPrefixOrIsConfiguration(prefixes)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages).and(not(resideInAPackage("dev.lockstep.."))));
    }

    private interface PackageUse {
        ArchRule use(String... packages);
    }
}
