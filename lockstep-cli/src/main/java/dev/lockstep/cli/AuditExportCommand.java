package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints the audit trail, one CloudEvent per line. */
@Command(name = "export", description = "Print the audit trail as CloudEvents, one per line, oldest first.")
final class AuditExportCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Option(
            names = "--after",
            paramLabel = "SEQUENCE",
            description = "Sequence of the last entry that you have. Default: ${DEFAULT-VALUE}, which exports all.")
    private long after;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        List<JsonNode> page = coordinator.audit(after);
        while (!page.isEmpty()) {
            page.forEach(System.out::println);
            page = coordinator.audit(
                    Long.parseLong(page.getLast().path("sequence").asString()));
        }
        return ExitCodes.SUCCESS;
    }
}
