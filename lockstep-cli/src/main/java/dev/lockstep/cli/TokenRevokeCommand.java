package dev.lockstep.cli;

import dev.lockstep.cli.api.TokenView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes a token. The coordinator refuses it from the next request on. */
@Command(name = "revoke", description = "Revoke a token. The coordinator refuses it from the next request on.")
final class TokenRevokeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the token, as ./lockstep token list shows it.")
    private String id = "";

    @Override
    public Integer call() {
        TokenView token = options.coordinator().revokeToken(id);
        System.out.printf("Token %s of %s is revoked.%n", token.id(), token.name());
        return ExitCodes.SUCCESS;
    }
}
