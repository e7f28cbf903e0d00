package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A store that is away for a while, and one that stays away. */
class OutageTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private LockstepSystem system;
    private Shop shop;

    @BeforeEach
    void seed() {
        system = LockstepSystem.shared();
        shop = Shop.seeded(system, 1_000);
    }

    @AfterEach
    void everythingBack() {
        system.mongo().start();
        system.endWhatIsAltered();
    }

    /** Holds the documents' step between two batches, so that a store can be taken away in the middle of it. */
    private String heldInTheSecondStore() {
        system.restart(
                LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.after-pre-image=pause:2s"));
        String id = system.migrations().submit(Plans.addOneEverywhere());
        system.awaitLog(system.instance(LockstepService.MONGO_WORKER), "failpoint");
        return id;
    }

    @Nested
    class A_store_that_is_away_for_a_minute_during_a_step {
        @Test
        void is_waited_for_and_then_the_step_is_applied_once() {
            String id = heldInTheSecondStore();
            system.mongo().kill();
            Awaitility.await().pollDelay(A_MINUTE).atMost(Waits.LIMIT).until(() -> true);
            assertThat(system.migrations().migration(id).path("state").stringValue())
                    .isEqualTo("APPLYING");

            system.mongo().start();

            system.migrations().awaitState(id, "COMPLETED");
            shop.assertMovedByOne();
        }
    }

    @Nested
    class A_store_that_does_not_come_back {
        @Test
        void needs_an_operator_with_the_others_compensated_as_far_as_the_order_allows() {
            system.restart(LockstepService.COORDINATOR, Map.of("LOCKSTEP_OUTAGE_LIMIT", "8s"));
            Digests before = Digests.of(system);
            String id = heldInTheSecondStore();
            system.mongo().kill();

            JsonNode waiting = system.migrations().awaitState(id, "NEEDS_OPERATOR");
            assertThat(Migrations.step(waiting, "documents").path("state").stringValue())
                    .isEqualTo("STUCK");
            assertThat(shop.number("SELECT count(*) FROM items WHERE n = id + 1"))
                    .as("the stuck step holds back what it depends on")
                    .isEqualTo(shop.units());

            system.mongo().start();
            system.migrations().act(id, "retry", "{\"reason\": \"MongoDB is back\"}");

            JsonNode over = system.migrations().awaitState(id, "ROLLED_BACK");
            assertThat(over.path("round").intValue()).isEqualTo(2);
            before.assertSameIn(Digests.of(system));
        }
    }
}
