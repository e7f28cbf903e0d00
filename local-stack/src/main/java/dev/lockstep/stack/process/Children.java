package dev.lockstep.stack.process;

/** All children that live with this JVM. */
public final class Children {

    private Children() {}

    /** Ends them all now; the end of the JVM would do so too, in no particular order with other things. */
    public static void end() {
        Spawner.endChildren();
    }
}
