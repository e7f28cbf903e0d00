package dev.lockstep.stack.process;

/** All children that this JVM started with {@link ProcessLifetime#WITH_PARENT}. */
public final class ChildProcesses {

    private ChildProcesses() {}

    /** Kills all of them. A shutdown hook also does this, but in no defined order with other shutdown hooks. */
    public static void killAll() {
        ProcessStarter.killChildren();
    }
}
