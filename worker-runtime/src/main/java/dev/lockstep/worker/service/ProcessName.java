package dev.lockstep.worker.service;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names this process for people, and tells two runs of it apart. */
final class ProcessName {
    private ProcessName() {}

    static String here() {
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
