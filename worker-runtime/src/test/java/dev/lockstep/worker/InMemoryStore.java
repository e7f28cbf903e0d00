package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A store with a map of numbers and a step journal; all connections share them. */
public class InMemoryStore implements ContractStore {
    private static final StepKey ANY_STEP =
            ContractMigration.of(InMemoryIncrement.OPERATION).key();

    private final InMemoryStepJournal journal = new InMemoryStepJournal();
    private final TreeMap<String, Integer> units = new TreeMap<>();
    private final Map<StepKey, TreeMap<String, Integer>> preImages = new HashMap<>();
    private final List<InMemoryStore> copies = new CopyOnWriteArrayList<>();
    private final Map<StepKey, Set<String>> erased = new HashMap<>();
    private volatile boolean unreachable;
    private volatile @Nullable StoreTool tool;

    public InMemoryStore(int size) {
        IntStream.range(0, size).forEach(unit -> units.put("unit-%04d".formatted(unit), unit));
    }

    /** Makes every access fail until {@link #reconnect()}. */
    public void disconnect() {
        unreachable = true;
    }

    /** Lets backups also have the file of this tool. */
    public void backUpWith(StoreTool added) {
        tool = added;
    }

    @Nullable StoreTool tool() {
        return tool;
    }

    public void reconnect() {
        unreachable = false;
    }

    /** Runs the work if the fence equals the dispatch, like a transaction or script of a real store. */
    synchronized <T> T runIfFenceEquals(DispatchNumber dispatch, Supplier<T> work) {
        DispatchNumber fence = journal.read(ANY_STEP).fence();
        if (!fence.equals(dispatch)) {
            throw new DispatchSuperseded(ANY_STEP, dispatch, "the fence is " + fence);
        }
        return work.get();
    }

    synchronized int sum() {
        return units.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Writes a unit as an application does. */
    public synchronized void write(String unit, int value) {
        units.put(unit, value);
    }

    List<String> names() {
        return List.copyOf(units.keySet());
    }

    Map<String, Integer> units() {
        return units;
    }

    Map<String, Integer> preImages(StepKey key) {
        return preImages.computeIfAbsent(key, _ -> new TreeMap<>());
    }

    List<InMemoryStore> copies() {
        return copies;
    }

    Set<String> erased(StepKey key) {
        return erased.computeIfAbsent(key, _ -> new TreeSet<>());
    }

    InMemoryStepJournal journal() {
        ensureReachable();
        return journal;
    }

    void ensureReachable() {
        if (unreachable) {
            throw new IllegalStateException("the in-memory store is unreachable");
        }
    }

    /** Leaves a scratch copy, as a worker that is killed in a rehearsal. */
    public void leaveCopy() {
        copies.add(new InMemoryStore(1));
    }

    @Override
    public ConnectedTarget connect() {
        return new InMemoryTarget(this);
    }

    @Override
    public synchronized String digest() {
        return units.toString();
    }

    @Override
    public Collection<String> leftovers() {
        return copies.stream().map(InMemoryStore::digest).toList();
    }

    @Override
    public void close() {}
}
