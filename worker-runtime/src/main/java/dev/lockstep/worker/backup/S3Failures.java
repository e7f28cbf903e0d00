package dev.lockstep.worker.backup;

import dev.lockstep.worker.ExceptionText;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Describes failures of the S3 client. The texts of servers and of the client can name keys and hosts, so only status,
 * code and number of the request are kept.
 */
final class S3Failures {
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int UNAUTHORIZED = 401;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage");
    private static final Set<String> MISSING_FILE = Set.of("NoSuchKey", "NotFound", "NoSuchUpload", "");

    private S3Failures() {}

    /** The exception for a request that failed; it says what a person can do. */
    static IOException of(SdkException thrown, String operation, S3Settings settings, String key) {
        return thrown instanceof AwsServiceException refused
                ? ofRefusal(refused, operation, settings, key)
                : ofConnection(thrown, operation, settings);
    }

    private static IOException ofRefusal(
            AwsServiceException refused, String operation, S3Settings settings, String key) {
        String code = codeOf(refused);
        if (refused.statusCode() == NOT_FOUND && MISSING_FILE.contains(code)) {
            NoSuchFileException missing = new NoSuchFileException(key);
            missing.initCause(refused);
            return missing;
        }
        String text = "the S3 server refused %s with status %d %s (request %s)%s"
                .formatted(
                        operation,
                        refused.statusCode(),
                        code,
                        wordOf(refused.requestId()),
                        hintOf(refused.statusCode(), code, settings));
        return refused.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code)
                ? new NoRoomException(text)
                : new IOException(text, refused);
    }

    private static String hintOf(int status, String code, S3Settings settings) {
        if (code.equals("NoSuchBucket")) {
            return ": bucket %s does not exist; create it, or correct lockstep.backups.s3.bucket"
                    .formatted(settings.bucket());
        }
        return status == FORBIDDEN || status == UNAUTHORIZED
                ? ": check the credentials of lockstep.backups.s3, and their permissions on bucket %s"
                        .formatted(settings.bucket())
                : "";
    }

    private static IOException ofConnection(SdkException thrown, String operation, S3Settings settings) {
        Throwable root = rootOf(thrown);
        if (isTimeout(thrown) || isTimeout(root)) {
            return new IOException(
                    "the S3 server did not answer %s within %d ms (lockstep.backups.s3.request-timeout)"
                            .formatted(operation, settings.requestTimeout().toMillis()),
                    thrown);
        }
        if (thrown instanceof AbortedException) {
            return new IOException("%s was interrupted".formatted(operation), thrown);
        }
        return new IOException(
                thrown.getCause() == null
                        ? "the S3 client could not send %s; check that credentials for lockstep.backups.s3 are set"
                                .formatted(operation)
                        : "the S3 server could not be reached for %s: %s".formatted(operation, ExceptionText.of(root)),
                thrown);
    }

    private static boolean isTimeout(Throwable thrown) {
        return thrown instanceof ApiCallTimeoutException
                || thrown instanceof ApiCallAttemptTimeoutException
                || (thrown instanceof SocketTimeoutException
                        && String.valueOf(thrown.getMessage()).startsWith("Read"));
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Whether a range begins after the end of the object, as every range of an empty object does. */
    static boolean isBeyondTheEnd(SdkException thrown) {
        return thrown instanceof AwsServiceException refused && refused.statusCode() == RANGE_NOT_SATISFIABLE;
    }

    private static String codeOf(AwsServiceException refused) {
        return refused.awsErrorDetails() == null
                ? ""
                : wordOf(refused.awsErrorDetails().errorCode());
    }

    private static String wordOf(@Nullable String text) {
        return text != null && text.matches("[A-Za-z0-9._+/=-]{1,128}") ? text : "";
    }
}
