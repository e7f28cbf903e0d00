package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;

/** What a message on the reports topic turned out to be. */
sealed interface Reading {
    record Read(Report report) implements Reading {}

    record Unreadable(String reason) implements Reading {}
}
