package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.Census.Cell;
import java.util.Set;

/** Which commands must have met which states; each exclusion says why it need not. */
final class PossibleCells {
    private static final Set<String> FORWARD =
            Set.of("Preflight", "Applying", "Finishing", "Completed", "StuckAtPivot", "Rejected", "Cancelled");
    private static final Set<String> REPORTS = Set.of(
            "Accepted",
            "Heartbeat",
            "Succeeded",
            "Compensated",
            "Failed",
            "Stale",
            "Rejected",
            "LapseLease",
            "EndBackoff",
            "RejectDispatch");

    private PossibleCells() {}

    static boolean isPossible(Cell cell) {
        return !(isAnsweredBefore(cell)
                || isBeforeAnyDispatch(cell)
                || isBeforeAnyFence(cell)
                || isBeforeAnyUndoing(cell)
                || isLeftToLuck(cell));
    }

    /** A repeated post is answered from its idempotency key, but for a race; nothing else reaches what does not exist. */
    private static boolean isAnsweredBefore(Cell cell) {
        return cell.command().equals("Submit") != cell.state().equals("Unsubmitted");
    }

    /** Until it is started, nothing was sent that anyone could report on. */
    private static boolean isBeforeAnyDispatch(Cell cell) {
        return Set.of("Unsubmitted", "Queued").contains(cell.state()) && REPORTS.contains(cell.command());
    }

    /** Only what raises the fence can be told that it is stale. */
    private static boolean isBeforeAnyFence(Cell cell) {
        return Set.of("Preflight", "Rejected", "Cancelled").contains(cell.state())
                && cell.command().equals("Stale");
    }

    /** A migration that never turned around has asked nobody to undo anything. */
    private static boolean isBeforeAnyUndoing(Cell cell) {
        return FORWARD.contains(cell.state()) && cell.command().equals("Compensated");
    }

    /** A dispatch that cannot be sent ends the way forward, so there it is heard of only when it is long over. */
    private static boolean isLeftToLuck(Cell cell) {
        return Set.of("Completed", "StuckAtPivot").contains(cell.state())
                && cell.command().equals("RejectDispatch");
    }
}
