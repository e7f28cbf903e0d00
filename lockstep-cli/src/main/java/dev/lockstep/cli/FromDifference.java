package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.schema.DifferencePlan;
import dev.lockstep.cli.schema.SchemaSource;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code new} that write a plan from the difference of two schemas. */
final class FromDifference {
    /** The limit of the coordinator. */
    private static final int MAX_PLAN_BYTES = 1024 * 1024;

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Option(
            names = "--from-diff",
            paramLabel = "TARGET",
            description =
                    "Write a plan that brings this PostgreSQL target to the schema of --against. Needs a coordinator.")
    private @Nullable String target;

    @Option(
            names = "--against",
            paramLabel = "FILE|TARGET",
            description =
                    "With --from-diff: a file of ./lockstep schema, or another target. A text with other characters than"
                            + " lower-case letters, digits and hyphens is a file.")
    private @Nullable String against;

    @Option(
            names = "--with-drops",
            description = "With --from-diff: also drop tables, columns and sequences, whose data are then lost.")
    private boolean withDrops;

    @Option(
            names = "--without-privileges",
            description = "With --from-diff: leave owners and privileges out of the comparison.")
    private boolean withoutPrivileges;

    boolean isRequested() {
        return target != null || against != null || withDrops || withoutPrivileges;
    }

    /**
     * The text of the plan.
     *
     * @throws IllegalArgumentException if there is no difference, or it cannot be brought about exactly
     */
    String plan(@Nullable String name) {
        String to = required(target, "--from-diff TARGET");
        String from = required(against, "--against FILE or --against TARGET");
        if (to.equals(from)) {
            throw new IllegalArgumentException(
                    "--from-diff and --against are both %s\nwrite a file, or another target".formatted(to));
        }
        String planName = checkedName(name == null ? "%s-schema".formatted(to) : name);
        SchemaDifferenceResult difference = difference(options.coordinator(), to, from);
        if (difference.up().isEmpty()) {
            throw nothingToDo(to, from, difference);
        }
        return submittable(
                new DifferencePlan(planName, to, from, Clock.systemUTC().instant(), difference).text());
    }

    private static String submittable(String plan) {
        int bytes = plan.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PLAN_BYTES) {
            throw new IllegalArgumentException(
                    "the plan would have %d bytes; a plan has at most %d\nmake a part of the change by hand, and compare again"
                            .formatted(bytes, MAX_PLAN_BYTES));
        }
        return plan;
    }

    private static String required(@Nullable String value, String option) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "a plan from a difference needs a target and another schema\nadd %s".formatted(option));
        }
        return value;
    }

    private static String checkedName(String name) {
        try {
            return new PlanName(name).value();
        } catch (InvalidValue e) {
            throw new IllegalArgumentException("%s\n%s".formatted(e.getMessage(), e.hint()), e);
        }
    }

    private SchemaDifferenceResult difference(CoordinatorClient coordinator, String to, String from) {
        SchemaSource source = new SchemaSource(coordinator);
        SchemaDefinitions wanted = source.read(from);
        TargetRequestView requested = coordinator.schemaDifference(
                to,
                Map.of(
                        "wanted",
                        PackedSchema.of(wanted).content(),
                        "withDrops",
                        withDrops,
                        "withoutPrivileges",
                        withoutPrivileges));
        return Objects.requireNonNull(source.answerTo(requested).schemaDifference());
    }

    private static IllegalArgumentException nothingToDo(String to, String from, SchemaDifferenceResult difference) {
        if (difference.kept().isEmpty()) {
            return new IllegalArgumentException(
                    "target %s has the schema of %s already, so there is nothing to write a plan for%s"
                            .formatted(
                                    to,
                                    from,
                                    difference.notes().stream()
                                            .map(note -> "\nnote: " + note)
                                            .collect(Collectors.joining())));
        }
        return new IllegalArgumentException(
                "target %s differs from %s only in objects whose data would be lost:\n%s\nadd --with-drops to drop them"
                        .formatted(
                                to,
                                from,
                                difference.kept().stream()
                                        .map(kept -> "%s: %s".formatted(kept.object(), kept.reason()))
                                        .collect(Collectors.joining("\n"))));
    }
}
