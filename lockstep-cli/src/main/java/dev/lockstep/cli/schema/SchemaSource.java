package dev.lockstep.cli.schema;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.follow.AnswerFollower;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the definitions of a schema, from a file or from a target. */
public record SchemaSource(CoordinatorClient coordinator) {

    /** The schema of a target or file; a name with a character that no target has is a file. */
    public SchemaDefinitions read(String source) {
        return isTarget(source) ? ofTarget(source) : ofFile(Path.of(source));
    }

    /** Whether the text can be the name of a target. */
    public static boolean isTarget(String source) {
        try {
            return !new TargetName(source).value().isEmpty();
        } catch (InvalidValue e) {
            return false;
        }
    }

    /**
     * Reads the schema of a target.
     *
     * @throws IllegalArgumentException if the request fails
     */
    public SchemaDefinitions ofTarget(String target) {
        TargetRequestView _ = answerTo(coordinator.readSchema(target));
        return coordinator.schema(target).schema();
    }

    /**
     * Waits for the answer to a request about a target.
     *
     * @throws IllegalArgumentException if the request fails
     */
    public TargetRequestView answerTo(TargetRequestView requested) {
        TargetRequestView ended = AnswerFollower.await(
                requested,
                TargetRequestView::isEnded,
                () -> coordinator.targetRequest(requested.target(), requested.number()));
        if (!ended.isAnswered()) {
            throw new IllegalArgumentException("request %d about target %s has failed: %s"
                    .formatted(ended.number(), ended.target(), ended.finding()));
        }
        return ended;
    }

    private static SchemaDefinitions ofFile(Path file) {
        try {
            return PackedSchema.read(Files.readAllBytes(file));
        } catch (InvalidValue e) {
            throw new IllegalArgumentException("%s: %s\n%s".formatted(file, e.getMessage(), e.hint()), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    ("cannot read %s: %s\nwrite a target, or a file of ./lockstep schema TARGET --output FILE; a target name"
                                    + " has only lower-case letters, digits and hyphens")
                            .formatted(file, e),
                    e);
        }
    }

    /** The document as it is kept in a file. */
    public static String textOf(SchemaDefinitions schema) {
        return LockstepJson.messages().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }
}
