package dev.lockstep.coordinator.report;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a report, and says why where it cannot. */
final class ReportReader {
    private ReportReader() {}

    static Reading read(byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null) {
            return new Reading.Unreadable("it has no value");
        }
        try {
            return judged(key, LockstepJson.messages().readValue(value, Report.class));
        } catch (JacksonException | IllegalArgumentException e) {
            return new Reading.Unreadable("unreadable: " + e.getMessage());
        }
    }

    private static Reading judged(byte @Nullable [] key, Report report) {
        int protocol = report.header().protocol();
        if (protocol > Protocol.VERSION) {
            return new Reading.Unreadable(
                    "its protocol is %d, and this coordinator knows %d".formatted(protocol, Protocol.VERSION));
        }
        String migration = report.header().migration().toString();
        if (key != null && !migration.equals(new String(key, StandardCharsets.UTF_8))) {
            return new Reading.Unreadable("its key is not its migration %s".formatted(migration));
        }
        return new Reading.Read(report);
    }
}
