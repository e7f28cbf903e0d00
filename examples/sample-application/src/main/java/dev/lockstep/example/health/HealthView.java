package dev.lockstep.example.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.example.store.StoreAnswer;
import dev.lockstep.example.store.StoreAnswer.Answered;
import dev.lockstep.example.store.StoreAnswer.NoAnswer;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The health of the application and of each store. */
record HealthView(String status, SequencedMap<String, StoreHealth> stores) {

    private static final String UP = "UP";
    private static final String DOWN = "DOWN";

    static String status(boolean isUp) {
        return isUp ? UP : DOWN;
    }

    /** The reason is present if the store is down. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StoreHealth(String status, long milliseconds, @Nullable String reason) {
        static StoreHealth of(StoreAnswer<?> answer) {
            return switch (answer) {
                case Answered<?>(var _, var duration) -> new StoreHealth(UP, duration.toMillis(), null);
                case NoAnswer<?>(var reason, var duration) -> new StoreHealth(DOWN, duration.toMillis(), reason);
            };
        }

        @JsonIgnore
        boolean isUp() {
            return status.equals(UP);
        }
    }
}
