package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends requests to the connection of one target, as a worker does. */
public record RequestedTarget(ConnectedTarget target) {
    private static final AtomicLong NUMBERS = new AtomicLong(1_000_000);

    /** The header of a new request with a number above those of all requests before. */
    public static TargetRequestHeader header() {
        return header(NUMBERS.incrementAndGet());
    }

    /** The header of a request with this number. */
    public static TargetRequestHeader header(long number) {
        return new TargetRequestHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                new TargetName("requested-target"),
                null,
                new DispatchNumber(number),
                Duration.ofSeconds(15),
                null);
    }

    /** The step of a command, as the coordinator expects it to be applied. */
    public static TargetRequest.ExpectedStep expected(Command applied) {
        CommandHeader header = applied.header();
        return new TargetRequest.ExpectedStep(header.migration(), header.step(), header.checksum(), true);
    }

    /** Returns the report that ends the request. */
    public TargetReport report(TargetRequest request) {
        return new TargetRequestRunner(target, new ReportEnvelope("worker", UUID::randomUUID))
                .run(request)
                .orElseThrow();
    }

    /** Counts all schema versions, and returns the report that has the counts. */
    public TargetReport.SchemaVersions countAll() {
        return count(null, 1);
    }

    /** Counts schema versions. */
    public TargetReport.SchemaVersions count(@Nullable Long sample, int prefixSegments) {
        return (TargetReport.SchemaVersions)
                report(new TargetRequest.SchemaVersions(header(), Duration.ofMinutes(1), sample, prefixSegments));
    }
}
