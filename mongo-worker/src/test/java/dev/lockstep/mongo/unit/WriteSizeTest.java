package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriteSizeTest {
    private final WriteSize size = new WriteSize(100);

    @Test
    void is_halved_by_each_write_that_is_cut_off() {
        size.cutOff(100);
        assertThat(size.current()).isEqualTo(50);
        size.cutOff(50);
        assertThat(size.current()).isEqualTo(25);
        assertThat(size.isExhausted()).isFalse();
    }

    @Test
    void grows_again_after_several_complete_writes_but_not_above_the_largest() {
        size.cutOff(100);
        for (int write = 0; write < 100; write++) {
            size.complete();
        }
        assertThat(size.current()).isEqualTo(100);
    }

    @Test
    void is_exhausted_after_several_writes_of_a_single_document_were_cut_off() {
        for (int write = 0; write < WriteSize.MAX_CUT_OFFS; write++) {
            assertThat(size.isExhausted()).isFalse();
            size.cutOff(1);
        }
        assertThat(size.isExhausted()).isTrue();
        assertThat(size.current()).isEqualTo(1);
    }

    @Test
    void is_not_exhausted_if_a_write_was_complete_in_between() {
        size.cutOff(1);
        size.complete();
        for (int write = 1; write < WriteSize.MAX_CUT_OFFS; write++) {
            size.cutOff(1);
        }
        assertThat(size.isExhausted()).isFalse();
    }
}
