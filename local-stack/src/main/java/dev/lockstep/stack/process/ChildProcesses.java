package dev.lockstep.stack.process;

/** All children that this JVM started with {@link ProcessLifetime#WITH_PARENT}. */
public final class ChildProcesses {

    private ChildProcesses() {}

    /** Kills them now. A shutdown hook does the same, in no defined order relative to other hooks. */
    public static void killAll() {
        ProcessStarter.killChildren();
    }
}
