package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SoakActionTest {

    @Nested
    class Any_twenty_turns {

        @Test
        void contain_every_action() {
            assertThat(turns(0)).contains(SoakAction.values());
            assertThat(turns(Integer.MAX_VALUE)).containsExactlyInAnyOrderElementsOf(turns(0));
        }
    }

    private static List<SoakAction> turns(long first) {
        return LongStream.range(first, first + 20).mapToObj(SoakAction::of).toList();
    }
}
