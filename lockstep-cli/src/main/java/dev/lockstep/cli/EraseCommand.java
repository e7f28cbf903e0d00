package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.ErasureView;
import dev.lockstep.cli.follow.AnswerFollower;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the stored values of one unit. Without {@code --no-wait}, waits for the answer of the worker. */
@Command(
        name = "erase",
        description = {
            "Remove the stored values of one document or key from the journal of a step, because somebody demands it. "
                    + "The step can then no longer be undone for this unit; a rollback reports it as a conflict.",
            "Exit codes: 0 erased, 1 nothing found, failed, refused or error. With --no-wait: 0 requested, 1 refused or "
                    + "error."
        })
final class EraseCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the migration.")
    private String id = "";

    @Option(
            names = "--step",
            paramLabel = "STEP",
            required = true,
            description = "Id of the step that has changed the unit.")
    private String step = "";

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            required = true,
            description = "The unit as conflicts name it: the key, or the _id of the document, such as "
                    + "'ObjectId(\"…\")', with or without the collection and a slash before it.")
    private String unit = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the erasure and in the audit trail.")
    private String reason = "";

    @Option(
            names = "--no-wait",
            negatable = true,
            description = "Return as soon as the erasure is requested. --wait, the default, waits for its answer.")
    private boolean noWait;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        ErasureView requested = coordinator.erase(id, Map.of("step", step, "unit", unit, "reason", reason));
        ErasureView latest = noWait
                ? requested
                : AnswerFollower.await(
                        requested, ErasureView::isAnswered, () -> coordinator.erasure(id, requested.number()));
        System.out.println(text(latest));
        return latest.state().equals("ERASED") || (noWait && !latest.isAnswered())
                ? ExitCodes.SUCCESS
                : ExitCodes.FAILED;
    }

    private String text(ErasureView erasure) {
        String name = "Erasure %d of migration %s".formatted(erasure.number(), id);
        return switch (erasure.state()) {
            case "ERASED" ->
                "%s is done: the stored values of the unit are removed from target %s; step %s can no longer be undone for it."
                        .formatted(name, erasure.target(), erasure.step());
            case "NOT_FOUND" ->
                "%s has found nothing: %s. Compare the name with those of conflicts."
                        .formatted(name, erasure.finding());
            case "FAILED" -> "%s has failed: %s".formatted(name, erasure.finding());
            default -> "%s is %s.".formatted(name, erasure.state());
        };
    }
}
