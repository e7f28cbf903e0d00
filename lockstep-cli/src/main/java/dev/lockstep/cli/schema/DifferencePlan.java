package dev.lockstep.cli.schema;

import dev.lockstep.cli.script.YamlText;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.KeptObject;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan that brings a target to another schema.
 *
 * @param name the name of the plan
 * @param against the file or target with the other schema
 * @param at the time from which the version is made
 */
public record DifferencePlan(
        String name, String target, String against, Instant at, SchemaDifferenceResult difference) {
    private static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyy.MM.dd.HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int INDENTATION = 10;

    /** The plan in YAML, with comments. */
    public String text() {
        return """
               # Bring %1$s to the schema of %2$s
               #
               # Written by ./lockstep new --from-diff. Tried on %1$s in a transaction that was rolled back: after up, every definition
               # is as in %2$s%3$s; after down, every definition is as before. Rows are not compared.
               %4$s# All fields: docs/operations/postgres.sql.md. Read the statements, then:
               #   ./lockstep validate FILE; ./lockstep dry-run FILE; ./lockstep apply FILE --wait
               apiVersion: lockstep.dev/v1
               kind: MigrationPlan
               metadata:
                 name: %5$s # at most one migration of this name runs or is completed
                 description: %6$s
               spec:
                 steps:
                   - id: schema
                     target: %7$s
                     operation:
                       type: postgres.sql
                       # Numbers with dots or underscores. The history of the target must not have it yet.
                       version: "%8$s"
                       # Runs in one transaction, so BEGIN and COMMIT are not allowed.
                       up: %9$s
                       # Undoes the step. Every object gets the definition back that it had before.
                       down: %10$s
               """
                .formatted(
                        target,
                        comment(against),
                        difference.kept().isEmpty() ? "" : ", except for what is kept",
                        notes(),
                        YamlText.quoted(name),
                        YamlText.quoted("Bring %s to the schema of %s".formatted(target, comment(against))),
                        YamlText.quoted(target),
                        VERSION.format(at),
                        YamlText.block(keptLines() + script(difference.up()), INDENTATION),
                        YamlText.block(script(difference.down()), INDENTATION));
    }

    private String notes() {
        return difference.notes().stream()
                .map(note -> "# Note: %s.\n".formatted(comment(note)))
                .collect(Collectors.joining());
    }

    /** What a person must decide, where the statements would be. */
    private String keptLines() {
        if (difference.kept().isEmpty()) {
            return "";
        }
        return Stream.concat(
                        Stream.of(
                                "-- Kept, because a drop loses data that down cannot bring back. Decide for each of them: rename it by",
                                "-- hand, keep it, or run ./lockstep new --from-diff again with --with-drops, which tries the drops too."),
                        difference.kept().stream().flatMap(DifferencePlan::keptLine))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> keptLine(KeptObject kept) {
        String drop = kept.drop();
        Stream<String> reason = Stream.of("-- %s: %s".formatted(comment(kept.object()), comment(kept.reason())));
        return drop == null ? reason : Stream.concat(reason, Stream.of("--   %s;".formatted(comment(drop))));
    }

    private static String script(List<Statement> statements) {
        return statements.stream().flatMap(DifferencePlan::lines).collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(Statement statement) {
        Stream<String> sql = Stream.of(statement.sql() + ";");
        return statement.note() == null ? sql : Stream.concat(Stream.of("-- " + comment(statement.note())), sql);
    }

    private static String comment(String text) {
        return YamlText.comment(text);
    }
}
