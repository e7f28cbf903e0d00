package dev.lockstep.cli;

import dev.lockstep.cli.api.ActionPreviewView;
import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.PreviewText;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The migration and the options of an operator action. */
final class ActionOptions {

    static final String EXIT_CODES =
            "Exit codes: 0 accepted, 1 refused or error. With --wait: 0 completed, 2 rolled back, "
                    + "3 needs an operator, 1 any other outcome or error.";

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the migration.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Reason, stored with the migration. Default: the action \"from the command line\".")
    private String reason = "";

    /**
     * Performs the action and returns the exit code.
     *
     * @param fields fields of the request besides the reason
     */
    int perform(String action, Map<String, ?> fields, WaitFor waitFor) {
        return perform(action, _ -> fields, waitFor);
    }

    /**
     * Performs an action whose request depends on the migration, and returns the exit code.
     *
     * @param fields fields of the request besides the reason
     */
    int perform(String action, Function<MigrationView, Map<String, ?>> fields, WaitFor waitFor) {
        CoordinatorClient coordinator = options.coordinator();
        MigrationView performed = OperatorAction.attempt(
                coordinator,
                id,
                migration -> coordinator.act(migration, action, body(action, fields.apply(migration))));
        return waitFor.finish(coordinator, performed);
    }

    /** The same, but prints what the action would do. */
    int preview(String action, Function<MigrationView, Map<String, ?>> fields) {
        CoordinatorClient coordinator = options.coordinator();
        ActionPreviewView preview = OperatorAction.attempt(
                coordinator,
                id,
                migration -> coordinator.preview(migration, action, body(action, fields.apply(migration))));
        PreviewText.lines(preview).forEach(System.out::println);
        return ExitCodes.SUCCESS;
    }

    private Map<String, Object> body(String action, Map<String, ?> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("reason", reason.isBlank() ? action + " from the command line" : reason);
        return body;
    }
}
