package dev.lockstep.cli;

import dev.lockstep.cli.api.TokenView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists all tokens, without their texts. */
@Command(name = "list", description = "List all tokens, without their texts.")
final class TokenListCommand implements Callable<Integer> {

    private static final List<String> HEADER =
            List.of("ID", "NAME", "KIND", "EXPIRES", "LAST USED", "REVOKED", "GRANTS");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        List<List<String>> rows = options.coordinator().tokens().stream()
                .map(TokenListCommand::row)
                .toList();
        TextTable.lines(HEADER, rows).forEach(System.out::println);
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(TokenView token) {
        return List.of(
                token.id(),
                token.name(),
                token.kind(),
                token.expiresAt().toString(),
                time(token.lastUsedAt()),
                time(token.revokedAt()),
                String.join(" ", token.grants()));
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.toString();
    }
}
