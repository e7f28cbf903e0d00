package dev.lockstep.redis.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.contract.protocol.StepFailure.Transient;
import dev.lockstep.contract.protocol.StepFailure.Unreachable;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an error of Redis means: the word that it begins with tells what would help. */
final class RedisFailures {
    private static final Pattern WORD = Pattern.compile("-?([A-Z][A-Z]+)\\b.*", Pattern.DOTALL);
    // Before 7.0 a script's error begins with ERR and has the real one behind the line in which it happened.
    private static final Pattern IN_SCRIPT =
            Pattern.compile(".*@user_script: ?\\d+: (?:@user_script: ?\\d+: )?-?([A-Z][A-Z]+) .*", Pattern.DOTALL);

    // And a refusal of the user has no code at all there.
    private static final String NOT_THIS_USER = "The user executing the script can't";

    private RedisFailures() {}

    static StepFailure classify(RuntimeException thrown) {
        String refusal = refusalIn(thrown);
        if (refusal != null) {
            return classify(refusal);
        }
        if (thrown instanceof RedisCommandTimeoutException) {
            return new Unreachable("timeout", words(thrown));
        }
        if (thrown instanceof RedisException) {
            return new Unreachable("connection", words(thrown));
        }
        return new Permanent("worker-error", thrown.toString(), Effect.PARTIAL);
    }

    /** What the server says. */
    static StepFailure classify(String refusal) {
        String code = codeOf(refusal);
        return switch (code) {
            // It is there and will answer when it has read its data, or has a master again.
            case "LOADING", "MASTERDOWN", "CLUSTERDOWN" -> new Unreachable(code, refusal);
            case "BUSY",
                    "UNKILLABLE",
                    "READONLY",
                    "OOM",
                    "MISCONF",
                    "NOREPLICAS",
                    "NOSCRIPT",
                    "TRYAGAIN",
                    // What was waited for on a master ends when it becomes a replica.
                    "UNBLOCKED",
                    "EXECABORT" -> new Transient(code, refusal);
            case "NOAUTH", "WRONGPASS", "DENIED", "NOPROTO" -> Permanent.withoutEffect(code, refusal);
            case "ERR" ->
                refusal.contains("max number of clients")
                        ? new Unreachable(code, refusal)
                        : new Permanent(code, refusal, Effect.PARTIAL);
            default -> new Permanent(code, refusal, Effect.PARTIAL);
        };
    }

    private static String codeOf(String refusal) {
        if (refusal.contains(NOT_THIS_USER)) {
            return "NOPERM";
        }
        Matcher inScript = IN_SCRIPT.matcher(refusal);
        if (inScript.matches()) {
            return inScript.group(1);
        }
        Matcher word = WORD.matcher(refusal);
        return word.matches() ? word.group(1) : "ERR";
    }

    private static @Nullable String refusalIn(@Nullable Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            String message = at.getMessage();
            if (at instanceof RedisCommandExecutionException && message != null) {
                return message;
            }
        }
        return null;
    }

    // The driver says where it failed, and only the innermost says why.
    private static String words(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String outer = String.valueOf(thrown.getMessage());
        String inner = String.valueOf(innermost.getMessage());
        return outer.contains(inner) ? outer : "%s: %s".formatted(outer, inner);
    }
}
