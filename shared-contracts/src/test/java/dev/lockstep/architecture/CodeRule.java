package dev.lockstep.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.lockstep.architecture.Vocabulary.CONTRACT;
import static dev.lockstep.architecture.Vocabulary.COORDINATOR;
import static dev.lockstep.architecture.Vocabulary.MONGO;
import static dev.lockstep.architecture.Vocabulary.POSTGRES;
import static dev.lockstep.architecture.Vocabulary.REDIS;
import static dev.lockstep.architecture.Vocabulary.SAGA;
import static dev.lockstep.architecture.Vocabulary.SQL_READER;
import static dev.lockstep.architecture.Vocabulary.WORKER_RUNTIME;
import static dev.lockstep.architecture.Vocabulary.areServices;
import static dev.lockstep.architecture.Vocabulary.injected;
import static dev.lockstep.architecture.Vocabulary.namedOrWiring;
import static dev.lockstep.architecture.Vocabulary.randomness;
import static dev.lockstep.architecture.Vocabulary.sleeping;
import static dev.lockstep.architecture.Vocabulary.theWallClock;

import com.tngtech.archunit.core.domain.JavaCall.Predicates;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What compiled code is held to. The name is the sentence, and also names the folder of what it must refuse. */
@SuppressWarnings("ImmutableEnumChecker") // ArchUnit never changes a rule, and does not say so.
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
                            // Only the names under which its events are kept; nothing here reads or writes JSON.
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
            "rules that touch nothing can be read, simulated and trusted",
            Scope.PRODUCTION),

    THE_SAGA_ASKS_NEITHER_CLOCK_NOR_DICE(
            noClasses()
                    .that()
                    .resideInAPackage(SAGA)
                    .should()
                    .callMethodWhere(theWallClock().or(randomness()))
                    .orShould()
                    .callConstructorWhere(randomness()),
            "time is an input: the same history must give the same decision in a year",
            Scope.PRODUCTION),

    SERVICES_READ_TIME_FROM_A_CLOCK(
            noClasses().that(areServices()).should().callMethodWhere(theWallClock()),
            "a test must be able to turn the hands: adapters get a Clock",
            Scope.PRODUCTION),

    CONTRACTS_DEPEND_ON_NOTHING_OF_OURS(
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
            "a subscriber takes the contracts without taking Lockstep",
            Scope.PRODUCTION),

    THE_SQL_READER_DEPENDS_ON_NOTHING(
            classes()
                    .that()
                    .resideInAPackage(SQL_READER)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(SQL_READER, "java..", "org.jspecify.."),
            "the coordinator and the worker must read a script alike, and neither may add to it",
            Scope.PRODUCTION),

    WORKERS_DO_NOT_KNOW_EACH_OTHER(
            CompositeArchRule.of(apart(POSTGRES, MONGO, REDIS))
                    .and(apart(MONGO, POSTGRES, REDIS))
                    .and(apart(REDIS, POSTGRES, MONGO))
                    .and(apart(WORKER_RUNTIME, POSTGRES, MONGO, REDIS)),
            "one store must not be able to break another's worker",
            Scope.PRODUCTION),

    WORKERS_DO_NOT_KNOW_THE_COORDINATOR(
            CompositeArchRule.of(apart(WORKER_RUNTIME, COORDINATOR))
                    .and(apart(POSTGRES, COORDINATOR))
                    .and(apart(MONGO, COORDINATOR))
                    .and(apart(REDIS, COORDINATOR)),
            "they meet in the contracts, so that either side can be replaced",
            Scope.PRODUCTION),

    THE_COORDINATOR_DOES_NOT_KNOW_THE_WORKERS(
            apart(COORDINATOR, WORKER_RUNTIME, POSTGRES, MONGO, REDIS),
            "they meet in the contracts, so that either side can be replaced",
            Scope.PRODUCTION),

    ONLY_KAFKA_CLASSES_TOUCH_THE_KAFKA_CLIENT(
            onlyClassesNamed("Kafka").touch("org.apache.kafka..", "org.springframework.kafka.."),
            "an adapter carries its technology in its name, and the rest does not know it",
            Scope.PRODUCTION),

    ONLY_JDBC_CLASSES_TOUCH_SQL(
            onlyClassesNamed("Jdbc", "Postgres", "Flyway")
                    .touch(
                            "java.sql..",
                            "javax.sql..",
                            "org.springframework.jdbc..",
                            "org.postgresql..",
                            "org.flywaydb.."),
            "an adapter carries its technology in its name, and the rest does not know it",
            Scope.PRODUCTION),

    ONLY_MONGO_CLASSES_TOUCH_ITS_DRIVER(
            onlyClassesNamed("Mongo").touch("com.mongodb..", "org.springframework.data.mongodb.."),
            "an adapter carries its technology in its name, and the rest does not know it",
            Scope.PRODUCTION),

    ONLY_REDIS_CLASSES_TOUCH_ITS_DRIVER(
            onlyClassesNamed("Redis").touch("io.lettuce..", "org.springframework.data.redis.."),
            "an adapter carries its technology in its name, and the rest does not know it",
            Scope.PRODUCTION),

    FEATURES_FORM_NO_CYCLES(
            slices().matching("dev.lockstep.*.(*)..").should().beFreeOfCycles(),
            "a feature in a cycle can be neither read nor changed alone",
            Scope.PRODUCTION),

    NOTHING_IS_INJECTED_INTO_FIELDS(
            noFields().should().beAnnotatedWith(injected()),
            "a constructor says what a class needs, and a test can give it",
            Scope.PRODUCTION),

    PACKAGES_ARE_NAMED_FOR_FEATURES(
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            "..impl..", "..util..", "..utils..", "..common..", "..manager..", "..helper..", "..dto.."),
            "such a name says what kind of thing lies there, never what it is for",
            Scope.PRODUCTION),

    NOBODY_SLEEPS(
            noClasses().should().callMethodWhere(sleeping()),
            "a sleep is either too short or too long: wait for the thing itself",
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
                    .callMethodWhere(Predicates.target(Vocabulary.named("printStackTrace"))),
            "a service speaks in structured logs, which can be searched and counted",
            Scope.PRODUCTION,
            Scope.TESTS),

    TESTS_ASSERT_WITH_ASSERTJ(
            noClasses()
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("org.hamcrest..", "org.mockito..", "org.junit")
                            .or(Vocabulary.fullyNamed("org.junit.jupiter.api.Assertions"))),
            "one way to assert reads faster, and a fake that passes the contract beats a mock",
            Scope.TESTS);

    enum Scope {
        PRODUCTION,
        TESTS
    }

    private final ArchRule rule;
    private final Set<Scope> scopes;

    CodeRule(ArchRule rule, String because, Scope... scopes) {
        this.rule = rule.as(sentence()).because(because).allowEmptyShould(true);
        this.scopes = Set.of(scopes);
    }

    static Stream<CodeRule> of(Scope scope) {
        return Arrays.stream(values()).filter(rule -> rule.scopes.contains(scope));
    }

    final ArchRule rule() {
        return rule;
    }

    final String sentence() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static ArchRule apart(String those, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(those)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true);
    }

    private static Reserved onlyClassesNamed(String... prefixes) {
        return packages -> noClasses()
                .that(areServices())
                .and(not(namedOrWiring(prefixes)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages).and(not(resideInAPackage("dev.lockstep.."))));
    }

    private interface Reserved {
        ArchRule touch(String... packages);
    }
}
