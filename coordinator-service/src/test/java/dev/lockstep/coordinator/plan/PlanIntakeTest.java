package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.plan.PlanFiles.Expected;
import dev.lockstep.coordinator.plan.PlanFiles.PlanFile;
import dev.lockstep.coordinator.target.TargetView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanIntakeTest {
    private static final Path PLANS = Path.of("src/test/resources/plans");
    private static final PlanIntake INTAKE = PlanIntake.withTargets(() -> List.of(
            ready("main-postgres", TargetKind.POSTGRES, "postgres.sql"),
            ready("main-mongo", TargetKind.MONGO, "mongo.update"),
            ready("old-mongo", TargetKind.MONGO),
            ready("main-redis", TargetKind.REDIS, "redis.transform")));

    private static TargetView ready(String name, TargetKind kind, String... operations) {
        return new TargetView(
                new TargetName(name),
                kind,
                null,
                null,
                List.of(operations),
                List.of("worker"),
                TargetView.Readiness.READY,
                null);
    }

    private static List<ErrorDetail> mistakes(PlanValidation verdict) {
        return switch (verdict) {
            case PlanValidation.Valid _v -> List.of();
            case PlanValidation.Unreadable(ErrorDetail mistake) -> List.of(mistake);
            case PlanValidation.Invalid(List<ErrorDetail> mistakes) -> mistakes;
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
    class A_plan_in_the_folder_of_rejected_ones {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.PlanIntakeTest#rejected")
        void is_refused_with_the_place_and_the_mend_of_each_mistake(PlanFile file) {
            List<ErrorDetail> found = mistakes(INTAKE.judge(file.bytes(), file.format()));
            List<Expected> expected = file.expected();
            assertThat(expected).as("what to expect of %s", file).isNotEmpty();
            assertThat(found).as("%s", found).hasSameSizeAs(expected);
            assertThat(found).allSatisfy(mistake -> assertThat(mistake.hint()).isNotBlank());
            for (Expected one : expected) {
                assertThat(found).as("%s", one).anySatisfy(mistake -> {
                    assertThat(mistake.message()).contains(one.words());
                    if (!one.pointer().equals("*")) {
                        assertThat(mistake.pointer()).isEqualTo(one.pointer());
                        assertThat(mistake.column()).isPositive();
                        if (one.line() > 1) {
                            assertThat(mistake.line()).isEqualTo(one.line());
                        }
                    }
                });
            }
        }
    }

    @Nested
    class A_plan_in_the_folder_of_accepted_ones {
        @ParameterizedTest
        @MethodSource("dev.lockstep.coordinator.plan.PlanIntakeTest#accepted")
        void may_run(PlanFile file) {
            assertThat(mistakes(INTAKE.judge(file.bytes(), file.format()))).isEmpty();
        }

        @Test
        void keeps_every_digit() {
            byte[] body = new PlanFile(PLANS.resolve("accepted/numbers-kept-to-the-digit.yaml")).bytes();
            assertThat(INTAKE.judge(body, PlanFormat.YAML))
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
        void may_run(PlanFile file) {
            assertThat(mistakes(INTAKE.judge(file.bytes(), file.format()))).isEmpty();
        }
    }

    @Nested
    class Bytes {
        @Test
        void that_are_not_utf_8_are_refused() {
            assertThat(mistakes(INTAKE.judge(new byte[] {(byte) 0xC3, 0x28}, PlanFormat.YAML)))
                    .extracting(ErrorDetail::message)
                    .containsExactly("it is not UTF-8");
        }

        @Test
        void of_random_damage_never_break_the_intake() {
            byte[] whole = new PlanFile(PLANS.resolve("accepted/scripts-that-look-worse-than-they-are.yaml")).bytes();
            for (int at = 0; at < whole.length; at++) {
                byte[] damaged = whole.clone();
                damaged[at] = (byte) "\t{}[]:&*!|>'\"%@`\0x".charAt(at % 18);
                assertThat(INTAKE.judge(damaged, PlanFormat.YAML)).isNotNull();
                assertThat(INTAKE.judge(Arrays.copyOf(whole, at), PlanFormat.YAML))
                        .isNotNull();
            }
        }

        @Test
        void with_a_byte_order_mark_are_read_without_it() {
            byte[] body = "\uFEFF{}".getBytes(StandardCharsets.UTF_8);
            assertThat(mistakes(INTAKE.judge(body, PlanFormat.JSON)))
                    .extracting(ErrorDetail::message)
                    .contains("metadata is missing");
        }
    }
}
