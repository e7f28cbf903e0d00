package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.unit.ExpiryChange;
import dev.lockstep.redis.unit.KeyChange;
import dev.lockstep.redis.unit.KeyPlanner;
import dev.lockstep.redis.unit.KeyValue;
import java.util.List;
import java.util.Optional;

/** Plans {@code redis.expire}: every matching key gets the same change of its expiry. Values are not read. */
final class ExpirePlanner implements KeyPlanner {
    private static final List<String> EARLY_EXPIRY = List.of(
            "a key that the new expiry deletes before an undo cannot be restored, because the journal of redis.expire has no values");

    private final String match;
    private final ExpiryChange change;

    ExpirePlanner(RedisExpire operation) {
        this.match = operation.match();
        this.change = changeOf(operation);
    }

    private static ExpiryChange changeOf(RedisExpire operation) {
        if (operation.set() != null) {
            return new ExpiryChange.Set(operation.set().duration());
        }
        if (operation.cap() != null) {
            return new ExpiryChange.Cap(operation.cap().duration());
        }
        return operation.extend() == null
                ? new ExpiryChange.Remove()
                : new ExpiryChange.Extend(operation.extend().duration());
    }

    @Override
    public String match() {
        return match;
    }

    @Override
    public boolean readsValues() {
        return false;
    }

    @Override
    public int copiesPerKey() {
        return 0;
    }

    @Override
    public List<String> notes() {
        return switch (change) {
            case ExpiryChange.Set _set -> EARLY_EXPIRY;
            case ExpiryChange.Cap _cap -> EARLY_EXPIRY;
            case ExpiryChange.Extend _extend -> List.of();
            case ExpiryChange.Remove _remove -> List.of();
        };
    }

    @Override
    public Optional<KeyChange> plan(RedisKey key, KeyValue value) {
        return Optional.of(new KeyChange.ChangeExpiry(key, change));
    }
}
