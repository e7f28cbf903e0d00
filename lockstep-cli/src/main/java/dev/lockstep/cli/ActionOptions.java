package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import java.util.HashMap;
import java.util.Map;
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
        CoordinatorClient coordinator = options.coordinator();
        return waitFor.finish(coordinator, request(coordinator, action, fields));
    }

    private MigrationView request(CoordinatorClient coordinator, String action, Map<String, ?> fields) {
        Map<String, Object> request = new HashMap<>(fields);
        request.put("reason", reason.isBlank() ? action + " from the command line" : reason);
        return OperatorAction.perform(coordinator, id, action, request);
    }
}
