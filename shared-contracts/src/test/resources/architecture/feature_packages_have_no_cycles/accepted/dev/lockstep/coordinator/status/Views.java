package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.report.Report;

public class Views {
    public Report report = new Report();
}
