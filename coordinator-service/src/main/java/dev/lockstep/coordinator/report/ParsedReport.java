package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;

/** The result of parsing a message from the reports topic. */
sealed interface ParsedReport {
    record Valid(Report report) implements ParsedReport {}

    record Unreadable(String reason) implements ParsedReport {}
}
