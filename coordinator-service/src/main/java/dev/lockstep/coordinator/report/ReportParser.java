package dev.lockstep.coordinator.report;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetReport;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Parses messages from the reports topic and checks their protocol and key. */
final class ReportParser {
    /** Within this length a report has the beginning of its type. */
    private static final int TYPE_LENGTH = 24;

    private ReportParser() {}

    static ParsedReport parse(byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null) {
            return new ParsedReport.Unreadable("the message has no value");
        }
        try {
            return isOfTarget(value)
                    ? check(LockstepJson.messages().readValue(value, TargetReport.class))
                    : check(key, LockstepJson.messages().readValue(value, Report.class));
        } catch (JacksonException e) {
            return new ParsedReport.Unreadable("unreadable report: " + JsonErrorText.of(e));
        } catch (IllegalArgumentException | StackOverflowError e) {
            return new ParsedReport.Unreadable("unreadable report: " + e.getMessage());
        }
    }

    // Every worker writes the type first, and few reports are about targets, so the others are parsed only once.
    private static boolean isOfTarget(byte[] value) {
        String start = new String(value, 0, Math.min(value.length, TYPE_LENGTH), StandardCharsets.UTF_8);
        return start.contains("\"" + TargetReport.TYPE_PREFIX);
    }

    private static ParsedReport check(TargetReport report) {
        int protocol = report.header().protocol();
        return protocol > Protocol.VERSION ? unsupported(protocol) : new ParsedReport.OfTarget(report);
    }

    private static ParsedReport unsupported(int protocol) {
        return new ParsedReport.Unreadable(
                "the report has protocol %d, but the coordinator supports only up to %d; upgrade the coordinator"
                        .formatted(protocol, Protocol.VERSION));
    }

    private static ParsedReport check(byte @Nullable [] key, Report report) {
        int protocol = report.header().protocol();
        if (protocol > Protocol.VERSION) {
            return unsupported(protocol);
        }
        String migration = report.header().migration().toString();
        String keyText = key == null ? null : new String(key, StandardCharsets.UTF_8);
        if (keyText != null && !migration.equals(keyText)) {
            return new ParsedReport.Unreadable(
                    "the message key is %s, but the report is about migration %s".formatted(keyText, migration));
        }
        return new ParsedReport.Valid(report);
    }
}
