package dev.lockstep.redis.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.contract.protocol.StepFailure.Transient;
import dev.lockstep.contract.protocol.StepFailure.Unreachable;
import dev.lockstep.worker.ExceptionText;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Classifies exceptions of the driver by the error code at the start of the server's message. */
final class RedisFailures {
    private static final Pattern CODE = Pattern.compile("-?([A-Z][A-Z]+)\\b.*", Pattern.DOTALL);
    // Before 7.0 a script's error starts with ERR; the code of the failed command follows the script's line number.
    private static final Pattern IN_SCRIPT =
            Pattern.compile(".*@user_script: ?\\d+: (?:@user_script: ?\\d+: )?-?([A-Z][A-Z]+) .*", Pattern.DOTALL);

    // Before 7.0 a missing permission inside a script has no code.
    private static final String NO_PERMISSION = "The user executing the script can't";

    // Later servers report it with the code ERR.
    private static final String NO_PERMISSION_IN_SCRIPT = "ACL failure in script";

    private static final String ARGUMENTS = ", with args beginning with";

    private RedisFailures() {}

    static StepFailure classify(RuntimeException thrown) {
        String error = errorIn(thrown);
        if (error != null) {
            return classify(error);
        }
        SSLException tls = tlsFailureIn(thrown);
        if (tls != null) {
            return new Unreachable("tls", "TLS with the server failed: %s".formatted(messageOf(tls)));
        }
        if (thrown instanceof RedisCommandTimeoutException) {
            return new Unreachable("timeout", messageOf(thrown));
        }
        if (thrown instanceof RedisException) {
            return new Unreachable("connection", messageOf(thrown));
        }
        return new Permanent("worker-error", ExceptionText.of(thrown), Effect.PARTIAL);
    }

    /** Classifies an error message of the server. */
    static StepFailure classify(String message) {
        String code = codeOf(message);
        String error = withoutArguments(message);
        return switch (code) {
            // The server runs, but serves no commands until it has loaded its data or has a master again.
            case "LOADING", "MASTERDOWN", "CLUSTERDOWN" -> new Unreachable(code, error);
            case "BUSY",
                    "UNKILLABLE",
                    "READONLY",
                    "OOM",
                    "MISCONF",
                    "NOREPLICAS",
                    "NOSCRIPT",
                    "TRYAGAIN",
                    // The error of a blocked command when the master becomes a replica.
                    "UNBLOCKED",
                    "EXECABORT" -> new Transient(code, error);
            case "NOAUTH", "WRONGPASS", "DENIED", "NOPROTO" -> Permanent.withoutEffect(code, error);
            case "ERR" ->
                error.contains("max number of clients")
                        ? new Unreachable(code, error)
                        : new Permanent(code, error, Effect.PARTIAL);
            default -> new Permanent(code, error, Effect.PARTIAL);
        };
    }

    /** The server's refusal of an unknown command ends with its first arguments, which are names of keys, or values. */
    private static String withoutArguments(String error) {
        int arguments = error.indexOf(ARGUMENTS);
        return arguments < 0 ? error : error.substring(0, arguments);
    }

    private static String codeOf(String error) {
        if (error.contains(NO_PERMISSION) || error.contains(NO_PERMISSION_IN_SCRIPT)) {
            return "NOPERM";
        }
        Matcher inScript = IN_SCRIPT.matcher(error);
        if (inScript.matches()) {
            return inScript.group(1);
        }
        Matcher code = CODE.matcher(error);
        return code.matches() ? code.group(1) : "ERR";
    }

    private static @Nullable String errorIn(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof RedisCommandExecutionException && message != null) {
                return message;
            }
        }
        return null;
    }

    private static @Nullable SSLException tlsFailureIn(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException tls) {
                return tls;
            }
        }
        return null;
    }

    // The driver's exception names the server; the innermost cause names the reason.
    private static String messageOf(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(innermost.getMessage());
        return outer.contains(inner) ? outer : "%s: %s".formatted(outer, inner);
    }
}
