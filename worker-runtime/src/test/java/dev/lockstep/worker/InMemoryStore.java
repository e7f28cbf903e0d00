package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A store that is a map of numbers, with its journal beside them; shared by all who connect to it. */
public class InMemoryStore implements ContractStore {
    private static final StepKey NOBODY =
            ContractMigration.of(InMemoryIncrement.OPERATION).key();

    private final InMemoryStepJournal journal = new InMemoryStepJournal();
    private final TreeMap<String, Integer> units = new TreeMap<>();
    private final Map<StepKey, TreeMap<String, Integer>> preImages = new HashMap<>();
    private volatile boolean away;

    public InMemoryStore(int size) {
        IntStream.range(0, size).forEach(unit -> units.put("unit-%04d".formatted(unit), unit));
    }

    /** From now on, nothing in it answers. */
    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    /** Works on the units if the dispatch still holds the fence, as a store's own transaction or script does. */
    synchronized <T> T fenced(DispatchNumber dispatch, Supplier<T> work) {
        DispatchNumber fence = journal.read(NOBODY).fence();
        if (!fence.equals(dispatch)) {
            throw new DispatchSuperseded(NOBODY, dispatch, "fence " + fence);
        }
        return work.get();
    }

    synchronized int sum() {
        return units.values().stream().mapToInt(Integer::intValue).sum();
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

    InMemoryStepJournal journal() {
        if (away) {
            throw new IllegalStateException("the store in memory is away");
        }
        return journal;
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
        return List.of();
    }

    @Override
    public void close() {}
}
