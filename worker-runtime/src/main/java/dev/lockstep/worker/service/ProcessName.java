package dev.lockstep.worker.service;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Human-readable name of this process: host and process id. */
final class ProcessName {
    private ProcessName() {}

    static String current() {
        return "%s/%d".formatted(host(), ProcessHandle.current().pid());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
