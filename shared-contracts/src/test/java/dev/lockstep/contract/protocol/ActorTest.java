package dev.lockstep.contract.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ActorTest {
    private static Actor read(String json) {
        return LockstepJson.messages().readValue(json, Actor.class);
    }

    @Nested
    class An_actor {
        @Test
        void is_unchanged_after_it_is_written_and_read() {
            Actor actor = new Actor("pipeline", Actor.Kind.SERVICE, "alice");
            assertThat(read(LockstepJson.messages().writeValueAsString(actor))).isEqualTo(actor);
        }

        @Test
        void that_was_written_as_a_name_has_no_known_kind() {
            assertThat(read("\"ada\"")).isEqualTo(new Actor("ada", Actor.Kind.UNKNOWN, null));
            assertThat(read("\"coordinator\"")).isEqualTo(Actor.coordinator());
        }

        @Test
        void is_shown_with_the_one_on_whose_behalf_it_acts() {
            assertThat(new Actor("pipeline", Actor.Kind.SERVICE, "alice")).hasToString("pipeline on behalf of alice");
            assertThat(Actor.coordinator()).hasToString("coordinator");
        }

        @Test
        void shares_a_name_with_one_that_may_be_the_same_person() {
            Actor alice = new Actor("alice", Actor.Kind.PERSON, null);
            Actor pipeline = new Actor("pipeline", Actor.Kind.SERVICE, "Alice");
            assertThat(alice.sharesNameWith(new Actor("ALICE", Actor.Kind.UNKNOWN, null)))
                    .isTrue();
            assertThat(alice.sharesNameWith(pipeline)).isTrue();
            assertThat(pipeline.sharesNameWith(alice)).isTrue();
            assertThat(pipeline.sharesNameWith(new Actor("pipeline", Actor.Kind.SERVICE, "bob")))
                    .isTrue();
            assertThat(alice.sharesNameWith(new Actor("pipeline", Actor.Kind.SERVICE, "bob")))
                    .isFalse();
            assertThat(alice.sharesNameWith(new Actor("bob", Actor.Kind.PERSON, null)))
                    .isFalse();
        }
    }
}
