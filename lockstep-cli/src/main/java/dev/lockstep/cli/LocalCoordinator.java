package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.Credentials;
import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.SystemTokens;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The coordinator of a local system, for the commands that start it. They act as its administrator, whatever token is set
 * for the other commands.
 */
final class LocalCoordinator {

    private static final String FIRST_TOKEN = "LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256";

    private final Path file;
    private final Map<String, String> environment;
    private final Optional<String> earlierToken;

    /** Reads the token that the directory has before the system is started. */
    LocalCoordinator(StackDirectory directory, Map<String, String> environment) {
        this.file = SystemTokens.adminFile(directory);
        this.environment = Map.copyOf(environment);
        this.earlierToken = SystemTokens.adminIn(directory);
    }

    CoordinatorClient client(LocalSystem system) {
        return new CoordinatorClient(system.service(LockstepService.COORDINATOR).url(), credentials(system.tokens()));
    }

    private Credentials credentials(SystemTokens tokens) {
        return hasOwnFirstToken()
                ? CommandCredentials.ofVariables(environment, "LOCKSTEP_TOKEN is not set, but " + FIRST_TOKEN + " is")
                : new Credentials(tokens.admin(), file.toString(), null);
    }

    // The user has set the hash of another token, so the coordinator does not know the generated one.
    private boolean hasOwnFirstToken() {
        return environment.containsKey(FIRST_TOKEN);
    }

    /** Prints the token if the start of the system has generated it. */
    void printNewToken(PrintStream out, SystemTokens tokens) {
        if (!hasOwnFirstToken() && earlierToken.filter(tokens.admin()::equals).isEmpty()) {
            out.printf(
                    "Token of the administrator, shown only this time: %s%n"
                            + "It is kept in %s, and ./lockstep uses it. Other clients send it as Authorization: Bearer TOKEN.%n",
                    tokens.admin(), file);
        }
    }

    /** Prints where the token is. */
    void printTokenFile(PrintStream out) {
        out.printf("The API needs a token. ./lockstep uses the one in %s.%n", file);
    }
}
