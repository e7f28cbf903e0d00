package dev.lockstep.cli;

import dev.lockstep.cli.api.CreatedTokenView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates a token. Its text is the only line on the standard output, so that a script can keep it in a variable. */
@Command(
        name = "create",
        description =
                "Create a token and print its text, which cannot be shown again. Only the text goes to the standard "
                        + "output: TOKEN=$$(./lockstep token create ...)")
final class TokenCreateCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "Who will use the token; the actor of its requests.")
    private String name = "";

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            required = true,
            description =
                    "What the token permits: viewer, submitter, approver, operator, admin or metrics, everywhere or "
                            + "in a scope, such as operator@target=pg-* or submitter@label=team:payments. May be repeated.")
    private List<String> grants = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Who will use the token: person or service. Default: service.")
    private @Nullable String kind;

    @Option(names = "--days", paramLabel = "N", description = "Days until the token expires. Default: 90.")
    private @Nullable Integer days;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CreatedTokenView token = options.coordinator().createToken(request());
        System.out.println(token.secret());
        spec.commandLine()
                .getErr()
                .printf(
                        "Created token %s for the %s %s with %s; it expires at %s. Keep its text, which cannot be shown again.%n",
                        token.id(), token.kind(), token.name(), String.join(", ", token.grants()), token.expiresAt());
        return ExitCodes.SUCCESS;
    }

    // The coordinator has the defaults of the absent fields and checks all of them.
    private Map<String, Object> request() {
        Map<String, Object> request = new HashMap<>(Map.of("name", name, "grants", grants));
        if (kind != null) {
            request.put("kind", kind);
        }
        if (days != null) {
            request.put("expiresInDays", days);
        }
        return request;
    }
}
