package dev.lockstep.mongo.target;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoIncompatibleDriverException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.Set;

/** What the driver's exceptions mean, by the server's own codes (error_codes.yml of MongoDB). */
final class MongoFailures {
    /** A primary that steps down, shuts down or cannot be found: another one will be there soon. */
    private static final Set<Integer> AWAY = Set.of(
            6, // HostUnreachable
            7, // HostNotFound
            89, // NetworkTimeout
            91, // ShutdownInProgress
            133, // FailedToSatisfyReadPreference
            189, // PrimarySteppedDown
            9001, // SocketException
            10107, // NotWritablePrimary
            11600, // InterruptedAtShutdown
            11602, // InterruptedDueToReplStateChange
            13435, // NotPrimaryNoSecondaryOk
            13436); // NotPrimaryOrSecondary

    /** The same may go well the next time. */
    private static final Set<Integer> PASSING = Set.of(
            24, // LockTimeout
            43, // CursorNotFound
            46, // LockBusy
            50, // MaxTimeMSExpired
            64, // WriteConcernTimeout
            100, // UnsatisfiableWriteConcern
            112, // WriteConflict
            117, // ConflictingOperationInProgress
            136, // CappedPositionLost
            175, // QueryPlanKilled
            202, // NetworkInterfaceExceededTimeLimit
            237, // CursorKilled
            262, // ExceededTimeLimit
            290, // TransactionExceededLifetimeLimitSeconds
            11601, // Interrupted
            11604); // InterruptedDueToTimeout

    private MongoFailures() {}

    static StepFailure classify(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoException mongo) {
                return classify(mongo);
            }
        }
        return permanent(thrown.getClass().getSimpleName(), wordsOf(thrown));
    }

    private static StepFailure classify(MongoException thrown) {
        return switch (thrown) {
            case MongoSecurityException security -> refusedEntry(security);
            case MongoIncompatibleDriverException incompatible ->
                permanent("IncompatibleServer", wordsOf(incompatible));
            case MongoOperationTimeoutException timeout ->
                new StepFailure.Transient("OperationTimeout", wordsOf(timeout));
            case MongoExecutionTimeoutException timeout -> byCode(50, wordsOf(timeout));
            case MongoTimeoutException timeout -> away("ServerSelectionTimeout", timeout);
            case MongoSocketException socket -> away("Socket", socket);
            case MongoServerUnavailableException unavailable -> away("ServerUnavailable", unavailable);
            case MongoNotPrimaryException notPrimary -> away("NotPrimary", notPrimary);
            case MongoNodeIsRecoveringException recovering -> away("NodeIsRecovering", recovering);
            case MongoWriteException write ->
                byCode(write.getError().getCode(), write.getError().getMessage());
            case MongoBulkWriteException bulk -> byFirstError(bulk);
            case MongoCommandException command -> byCode(command.getCode(), wordsOf(command));
            case MongoClientException client -> permanent("Client", wordsOf(client));
            default -> byCode(thrown.getCode(), wordsOf(thrown));
        };
    }

    // The server's refusal is the cause; what the driver says about it names no reason.
    private static StepFailure refusedEntry(MongoSecurityException thrown) {
        return thrown.getCause() instanceof MongoException refusal && !(refusal instanceof MongoSecurityException)
                ? classify(refusal)
                : permanent("18", wordsOf(thrown));
    }

    private static StepFailure byFirstError(MongoBulkWriteException thrown) {
        return thrown.getWriteErrors().stream()
                .findFirst()
                .map(error -> byCode(error.getCode(), error.getMessage()))
                .orElseGet(() -> new StepFailure.Transient("64", wordsOf(thrown)));
    }

    private static StepFailure byCode(int code, String message) {
        String name = Integer.toString(code);
        if (AWAY.contains(code)) {
            return new StepFailure.Unreachable(name, message);
        }
        return PASSING.contains(code) ? new StepFailure.Transient(name, message) : permanent(name, message);
    }

    private static StepFailure away(String code, MongoException thrown) {
        return new StepFailure.Unreachable(code, wordsOf(thrown));
    }

    private static StepFailure permanent(String code, String message) {
        return new StepFailure.Permanent(code, message, StepFailure.Effect.PARTIAL);
    }

    // The driver adds the whole answer, in which the same stands twice more.
    private static String wordsOf(MongoCommandException thrown) {
        String said = thrown.getErrorMessage();
        if (said.isBlank()) {
            return String.valueOf(thrown.getMessage());
        }
        return thrown.getErrorCodeName().isBlank() ? said : "%s: %s".formatted(thrown.getErrorCodeName(), said);
    }

    private static String wordsOf(RuntimeException thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
