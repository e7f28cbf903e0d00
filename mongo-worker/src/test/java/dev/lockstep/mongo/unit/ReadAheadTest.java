package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private final AtomicInteger computed = new AtomicInteger();

    @Nested
    class Values {
        @Test
        void are_returned_in_order_whether_they_were_started_or_not() {
            try (ReadAhead<Integer> values = new ReadAhead<>(computed::incrementAndGet)) {
                assertThat(values.take()).isEqualTo(1);
                values.start();
                assertThat(values.take()).isEqualTo(2);
                assertThat(values.take()).isEqualTo(3);
            }
        }

        @Test
        void are_computed_once_if_they_are_started_twice() {
            try (ReadAhead<Integer> values = new ReadAhead<>(computed::incrementAndGet)) {
                values.start();
                values.start();
                assertThat(values.take()).isEqualTo(1);
            }
            assertThat(computed).hasValue(1);
        }

        @Test
        void that_are_not_taken_are_complete_after_close() {
            try (ReadAhead<Integer> values = new ReadAhead<>(computed::incrementAndGet)) {
                values.start();
            }
            assertThat(computed).hasValue(1);
        }
    }

    @Nested
    class A_failure_of_the_source {
        private final IllegalStateException failure = new IllegalStateException("not readable");

        private Integer fail() {
            throw failure;
        }

        @Test
        void is_thrown_unchanged_by_take() {
            try (ReadAhead<Integer> values = new ReadAhead<>(this::fail)) {
                assertThatThrownBy(values::take).isSameAs(failure);
            }
        }

        @Test
        void is_thrown_unchanged_by_take_if_it_is_an_error() {
            AssertionError error = new AssertionError("broken");
            try (ReadAhead<Integer> values = new ReadAhead<>(() -> {
                throw error;
            })) {
                assertThatThrownBy(values::take).isSameAs(error);
            }
        }

        @Test
        void is_thrown_by_close_if_no_one_takes_the_value() {
            ReadAhead<Integer> values = new ReadAhead<>(this::fail);
            values.start();
            assertThatThrownBy(values::close).isSameAs(failure);
        }

        @Test
        void is_attached_to_a_failure_of_the_caller() {
            IllegalArgumentException first = new IllegalArgumentException("not writable");
            assertThatThrownBy(() -> {
                        try (ReadAhead<Integer> values = new ReadAhead<>(this::fail)) {
                            values.start();
                            throw first;
                        }
                    })
                    .isSameAs(first)
                    .hasSuppressedException(failure);
        }
    }
}
