package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.plan.PlanFiles.ExpectedError;
import dev.lockstep.coordinator.plan.PlanFiles.PlanFile;
import dev.lockstep.coordinator.target.TargetView;
import dev.lockstep.coordinator.target.TestTargets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanIntakeTest {
    /** Characters with a meaning in YAML, and one without. */
    private static final String DAMAGING_CHARACTERS = "\t{}[]:&*!|>'\"%@`\0x";

    private static final Path PLANS = Path.of("src/test/resources/plans");
    private static final List<TargetView> TARGETS = List.of(
            TestTargets.view("main-postgres", TargetKind.POSTGRES, "postgres.sql", "postgres.create-index"),
            TestTargets.view("main-mongo", TargetKind.MONGO, "mongo.update", "mongo.rename-field"),
            TestTargets.view("old-mongo", TargetKind.MONGO),
            TestTargets.view("main-redis", TargetKind.REDIS, "redis.transform", "redis.expire"));
    private static final PlanIntake INTAKE = PlanIntake.withGroups(
            () -> TARGETS,
            TargetGroups.of(Map.of("tenants", List.of("main-postgres")), () -> TARGETS),
            Endpoints.read(List.of(Map.of(
                    "lockstep.endpoints.app-maintenance.url", "http://localhost:1/maintenance",
                    "lockstep.endpoints.app-smoke.url", "http://localhost:1/smoke",
                    "lockstep.endpoints.sample-maintenance.url", "http://localhost:1/maintenance",
                    "lockstep.endpoints.sample-smoke.url", "http://localhost:1/smoke",
                    "lockstep.endpoints.team-chat.url", "http://localhost:1/chat"))),
            Duration.ofSeconds(15));

    static List<ErrorDetail> errors(PlanFile file) {
        return errors(INTAKE.validate(file.bytes(), file.format()));
    }

    static List<ErrorDetail> errorsInYaml(String plan) {
        return errors(INTAKE.validate(plan.getBytes(StandardCharsets.UTF_8), PlanFormat.YAML));
    }

    private static List<ErrorDetail> errors(PlanValidation validation) {
        return switch (validation) {
            case PlanValidation.Valid _v -> List.of();
            case PlanValidation.Unreadable(ErrorDetail error) -> List.of(error);
            case PlanValidation.Invalid(List<ErrorDetail> errors, int _total) -> errors;
        };
    }

    static Stream<PlanFile> rejected() {
        return PlanFiles.in(PLANS.resolve("rejected"));
    }

    static Stream<PlanFile> accepted() {
        return PlanFiles.in(PLANS.resolve("accepted"));
    }

    static Stream<PlanFile> examples() {
        return PlanFiles.in(Path.of("../examples"));
    }

    @Nested
    class A_plan_in_the_rejected_folder {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.PlanIntakeTest#rejected")
        void is_refused_with_the_position_and_a_hint_for_each_error(PlanFile file) {
            List<ErrorDetail> found = errors(file);
            List<ExpectedError> expected = file.expectedErrors();
            assertThat(expected).as("expected errors of %s", file).isNotEmpty();
            assertThat(found).as("%s", found).hasSameSizeAs(expected);
            assertThat(found).allSatisfy(error -> assertThat(error.hint()).isNotBlank());
            for (ExpectedError expectedError : expected) {
                assertThat(found).as("%s", expectedError).anySatisfy(error -> {
                    assertThat(error.message()).contains(expectedError.message());
                    if (!expectedError.pointer().equals("*")) {
                        assertThat(error.pointer()).isEqualTo(expectedError.pointer());
                        assertThat(error.column()).isPositive();
                        if (expectedError.line() > 1) {
                            assertThat(error.line()).isEqualTo(expectedError.line());
                        }
                    }
                });
            }
        }
    }

    @Nested
    class A_plan_in_the_accepted_folder {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.PlanIntakeTest#accepted")
        void is_valid(PlanFile file) {
            assertThat(errors(file)).isEmpty();
        }

        @Test
        void keeps_every_digit_of_its_numbers() {
            byte[] body = new PlanFile(PLANS.resolve("accepted/exact-numbers.yaml")).bytes();
            assertThat(INTAKE.validate(body, PlanFormat.YAML))
                    .asInstanceOf(InstanceOfAssertFactories.type(PlanValidation.Valid.class))
                    .extracting(PlanValidation.Valid::plan)
                    .extracting(PlanIntakeTest::filter)
                    .isEqualTo("{\"a\":123456789012345678901234567890,\"b\":1.10,\"c\":16,\"d\":0.0}");
        }
    }

    private static String filter(Plan plan) {
        return ((MongoUpdate) plan.spec().steps().getFirst().operation())
                .filter()
                .toString();
    }

    @Nested
    class An_example {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.PlanIntakeTest#examples")
        void is_valid(PlanFile file) {
            assertThat(errors(file)).isEmpty();
        }
    }

    @Nested
    class A_posted_body {
        @Test
        void that_is_not_utf_8_is_refused() {
            assertThat(errors(INTAKE.validate(new byte[] {(byte) 0xC3, 0x28}, PlanFormat.YAML)))
                    .extracting(ErrorDetail::message)
                    .containsExactly("the plan is not encoded in UTF-8");
        }

        @Test
        void with_a_replaced_byte_or_a_missing_end_causes_no_exception() {
            byte[] whole = new PlanFile(PLANS.resolve("accepted/allowed-scripts.yaml")).bytes();
            for (int index = 0; index < whole.length; index++) {
                byte[] damaged = whole.clone();
                damaged[index] = (byte) DAMAGING_CHARACTERS.charAt(index % DAMAGING_CHARACTERS.length());
                assertThat(INTAKE.validate(damaged, PlanFormat.YAML)).isNotNull();
                assertThat(INTAKE.validate(Arrays.copyOf(whole, index), PlanFormat.YAML))
                        .isNotNull();
            }
        }

        @Test
        void with_a_byte_order_mark_is_parsed_without_it() {
            byte[] body = "\uFEFF{}".getBytes(StandardCharsets.UTF_8);
            assertThat(errors(INTAKE.validate(body, PlanFormat.JSON)))
                    .extracting(ErrorDetail::message)
                    .contains("the plan has no field \"metadata\"");
        }
    }
}
