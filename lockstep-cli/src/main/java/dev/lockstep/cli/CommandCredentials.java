package dev.lockstep.cli;

import dev.lockstep.cli.api.Credentials;
import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.service.SystemTokens;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token of a command: that of {@code LOCKSTEP_TOKEN}, or that of the local stack. The latter is sent only to the
 * coordinator of the local stack, because it permits everything there. There is no option for the token, because lists of
 * processes show the options of a command to all users.
 */
final class CommandCredentials {

    private static final String TOKEN = "LOCKSTEP_TOKEN";
    private static final String PROMOTED_FROM_TOKEN = "LOCKSTEP_PROMOTED_FROM_TOKEN";
    private static final String ON_BEHALF_OF = "LOCKSTEP_ON_BEHALF_OF";
    private static final Set<String> LOCAL_HOSTS = Set.of("127.0.0.1", "localhost");

    private CommandCredentials() {}

    /**
     * The credentials for a coordinator.
     *
     * @param local the URL of the local stack's coordinator
     */
    static Credentials find(Map<String, String> environment, URI coordinator, URI local, StackDirectory directory) {
        Credentials variables = ofVariables(environment, missing(coordinator, local, directory));
        Optional<String> localToken = isSame(coordinator, local) ? SystemTokens.adminIn(directory) : Optional.empty();
        return variables.token() == null && localToken.isPresent()
                ? new Credentials(
                        localToken.get(), SystemTokens.adminFile(directory).toString(), variables.onBehalfOf())
                : variables;
    }

    /**
     * The credentials of environment variables.
     *
     * @param missing what was found if there is no token
     */
    static Credentials ofVariables(Map<String, String> environment, String missing) {
        String token = value(environment, TOKEN);
        return new Credentials(token, token == null ? missing : TOKEN, value(environment, ON_BEHALF_OF));
    }

    /** The credentials for the coordinator from which a plan is promoted. */
    static Credentials ofPromotion(Map<String, String> environment) {
        String token = value(environment, PROMOTED_FROM_TOKEN);
        return new Credentials(
                token,
                token == null ? "no token: %s is not set".formatted(PROMOTED_FROM_TOKEN) : PROMOTED_FROM_TOKEN,
                null);
    }

    private static String missing(URI coordinator, URI local, StackDirectory directory) {
        return isSame(coordinator, local)
                ? "no token: LOCKSTEP_TOKEN is not set, and there is no " + SystemTokens.adminFile(directory)
                : "no token: LOCKSTEP_TOKEN is not set, and the token of the local stack is only for %s"
                        .formatted(local);
    }

    private static boolean isSame(URI coordinator, URI local) {
        return "http".equals(coordinator.getScheme())
                && LOCAL_HOSTS.contains(coordinator.getHost())
                && coordinator.getPort() == local.getPort();
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : value;
    }
}
