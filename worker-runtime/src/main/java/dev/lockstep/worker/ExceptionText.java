package dev.lockstep.worker;

import dev.lockstep.contract.json.JsonErrorText;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;

/**
 * Describes exceptions for reports, health, dead letters and logs.
 *
 * <p>Messages of drivers, parsers and other libraries can quote rows, documents, keys and credentials. Only messages that
 * Lockstep itself wrote, and those about the network, are kept; of every other exception the text names only the class.
 */
public final class ExceptionText {
    private static final String OWN_PACKAGES = "dev.lockstep.";
    private static final String KAFKA_ERRORS = "org.apache.kafka.common.errors.";

    private ExceptionText() {}

    /** Returns the class of the exception, and its message if Lockstep wrote it. */
    public static String of(Throwable thrown) {
        String name = thrown.getClass().getName();
        if (thrown instanceof JacksonException json) {
            return "%s: %s".formatted(name, JsonErrorText.of(json));
        }
        String message = thrown.getMessage();
        return message == null || !isOwnMessage(thrown, message) ? name : "%s: %s".formatted(name, message);
    }

    private static boolean isOwnMessage(Throwable thrown, String message) {
        // The message of a linkage error is the name of a class or method.
        return thrown instanceof LinkageError
                || isAboutTheNetwork(thrown)
                || (isOwnOrJavaType(thrown) && isThrownByOwnCode(thrown) && !isMessageOfCause(thrown, message));
    }

    /** These name hosts, ports, topics and certificates. */
    private static boolean isAboutTheNetwork(Throwable thrown) {
        return thrown instanceof SocketException
                || thrown instanceof SocketTimeoutException
                || thrown instanceof UnknownHostException
                || thrown instanceof SSLException
                || thrown.getClass().getName().startsWith(KAFKA_ERRORS);
    }

    private static boolean isOwnOrJavaType(Throwable thrown) {
        String name = thrown.getClass().getName();
        return name.startsWith(OWN_PACKAGES) || (name.startsWith("java.") && !name.startsWith("java.sql."));
    }

    /** The first frame is the code that created the exception. It is absent if the JVM omitted the stack trace. */
    private static boolean isThrownByOwnCode(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        return frames.length == 0
                ? thrown.getClass().getName().startsWith(OWN_PACKAGES)
                : frames[0].getClassName().startsWith(OWN_PACKAGES);
    }

    /** An exception that was created with only a cause has the cause's text as its message. */
    private static boolean isMessageOfCause(Throwable thrown, String message) {
        return thrown.getCause() != null && message.equals(thrown.getCause().toString());
    }
}
