package dev.lockstep.worker.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** Name of this process for people: host and process id. The random end tells it from every earlier process. */
final class ProcessName {
    private static final String RANDOM_END = UUID.randomUUID().toString().substring(0, 8);

    private ProcessName() {}

    static String current() {
        return "%s/%d-%s".formatted(host(), ProcessHandle.current().pid(), RANDOM_END);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
