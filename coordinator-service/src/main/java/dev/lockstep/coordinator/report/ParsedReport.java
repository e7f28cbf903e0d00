package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetReport;

/** The result of parsing a message from the reports topic. */
sealed interface ParsedReport {
    record Valid(Report report) implements ParsedReport {}

    /** A report about a target that is not about a step. */
    record OfTarget(TargetReport report) implements ParsedReport {}

    record Unreadable(String reason) implements ParsedReport {}
}
