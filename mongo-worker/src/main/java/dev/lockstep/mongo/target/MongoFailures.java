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
import dev.lockstep.worker.ExceptionText;
import dev.lockstep.worker.OperationFailed;
import java.util.Set;
import org.bson.BsonMaximumSizeExceededException;

/**
 * Classifies the driver's exceptions by their type and by the server's error code (error_codes.yml of MongoDB). Texts
 * that can quote values of documents are left out, see {@link MongoErrorText}.
 */
public final class MongoFailures {
    /** The primary steps down, shuts down or is unreachable; the replica set elects another one soon. */
    private static final Set<Integer> UNREACHABLE = Set.of(
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

    /** Another attempt may succeed. */
    private static final Set<Integer> TRANSIENT = Set.of(
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

    /** A document would have more than 16 MB. */
    private static final Set<Integer> TOO_LARGE = Set.of(
            10334, // BSONObjectTooLarge
            17419, // after an update with operators
            17420); // after an upsert

    private static final String DOCUMENT_TOO_LARGE = "document-too-large";
    /** The code of a refused login. */
    public static final String AUTHENTICATION_FAILED = "18";

    private static final int DUPLICATE_KEY = 11000;
    private static final String INDEX = "index: ";
    private static final String ID_INDEX = INDEX + "_id_ ";

    private static final int MAX_TIME_EXPIRED = 50;
    private static final int WRITE_CONCERN_TIMEOUT = 64;

    private MongoFailures() {}

    public static StepFailure classify(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoException mongo) {
                return classify(mongo);
            }
            if (cause instanceof BsonMaximumSizeExceededException tooLarge) {
                return permanent(DOCUMENT_TOO_LARGE, messageOf(tooLarge));
            }
        }
        return permanent("unexpected", ExceptionText.of(thrown));
    }

    /**
     * Whether an insert was refused because of a document with the same {@code _id}, and not because of another key.
     */
    public static boolean isDuplicateId(MongoBulkWriteException thrown) {
        return thrown.getWriteErrors().stream()
                .anyMatch(error -> error.getCode() == DUPLICATE_KEY && isAboutIdIndex(error.getMessage()));
    }

    /** Whether an insert was refused only because other documents have the keys of some documents. */
    public static boolean hasOnlyDuplicateKeys(MongoBulkWriteException thrown) {
        return thrown.getWriteConcernError() == null
                && thrown.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
    }

    // The values of the key, which can be any text, come after the name of the index.
    private static boolean isAboutIdIndex(String message) {
        int index = message.indexOf(INDEX);
        return index >= 0 && message.startsWith(ID_INDEX, index);
    }

    /** The failure if a document is to be copied into a scratch collection twice: it says nothing about the step. */
    public static OperationFailed readTwice(MongoBulkWriteException thrown) {
        return new OperationFailed(
                new StepFailure.Transient(
                        "scratch-duplicate",
                        "a document was copied twice into a scratch collection, because it was changed while it was read"),
                thrown);
    }

    private static StepFailure classify(MongoException thrown) {
        return switch (thrown) {
            case MongoSecurityException security -> authenticationFailure(security);
            case MongoIncompatibleDriverException incompatible ->
                permanent("incompatible-server", messageOf(incompatible));
            case MongoOperationTimeoutException timeout ->
                new StepFailure.Transient("operation-timeout", messageOf(timeout));
            case MongoExecutionTimeoutException timeout -> byCode(MAX_TIME_EXPIRED, "", messageOf(timeout));
            case MongoTimeoutException timeout -> unreachable(codeOf(timeout), timeout);
            case MongoSocketException socket -> unreachable("socket", socket);
            case MongoServerUnavailableException unavailable -> unreachable("server-unavailable", unavailable);
            case MongoNotPrimaryException notPrimary -> unreachable("not-primary", notPrimary);
            case MongoNodeIsRecoveringException recovering -> unreachable("node-is-recovering", recovering);
            case MongoWriteException write ->
                byCode(write.getError().getCode(), "", write.getError().getMessage());
            case MongoBulkWriteException bulk -> byFirstError(bulk);
            case MongoCommandException command ->
                byCode(command.getCode(), command.getErrorCodeName(), command.getErrorMessage());
            case MongoClientException client -> permanent("driver", messageOf(client));
            default -> byCode(thrown.getCode(), "", messageOf(thrown));
        };
    }

    // The driver describes why it has no connection only in its message.
    private static String codeOf(MongoTimeoutException thrown) {
        return messageOf(thrown).contains("javax.net.ssl.") ? "tls" : "server-selection-timeout";
    }

    // The server's response, which is the cause, gives the reason. The driver's own message does not.
    private static StepFailure authenticationFailure(MongoSecurityException thrown) {
        return thrown.getCause() instanceof MongoException response && !(response instanceof MongoSecurityException)
                ? classify(response)
                : permanent(AUTHENTICATION_FAILED, messageOf(thrown));
    }

    // A bulk write without a write error has failed because the majority did not acknowledge it in time.
    private static StepFailure byFirstError(MongoBulkWriteException thrown) {
        return thrown.getWriteErrors().stream()
                .findFirst()
                .map(error -> byCode(error.getCode(), "", error.getMessage()))
                .orElseGet(
                        () -> byCode(WRITE_CONCERN_TIMEOUT, "", "the majority did not acknowledge the writes in time"));
    }

    private static StepFailure byCode(int code, String codeName, String text) {
        boolean isAboutTheServer = UNREACHABLE.contains(code) || TRANSIENT.contains(code);
        String message = MongoErrorText.of(code, codeName, text, isAboutTheServer);
        String name = Integer.toString(code);
        if (UNREACHABLE.contains(code)) {
            return new StepFailure.Unreachable(name, message);
        }
        if (TOO_LARGE.contains(code)) {
            return permanent(DOCUMENT_TOO_LARGE, message);
        }
        return TRANSIENT.contains(code) ? new StepFailure.Transient(name, message) : permanent(name, message);
    }

    private static StepFailure unreachable(String code, MongoException thrown) {
        return new StepFailure.Unreachable(code, messageOf(thrown));
    }

    private static StepFailure permanent(String code, String message) {
        return new StepFailure.Permanent(code, message, StepFailure.Effect.PARTIAL);
    }

    private static String messageOf(RuntimeException thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
