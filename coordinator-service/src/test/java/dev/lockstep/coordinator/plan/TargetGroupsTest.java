package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import dev.lockstep.coordinator.target.TestTargets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetGroupsTest {
    private static final TargetName GROUP = new TargetName("tenants");
    private static final List<TargetView> TARGETS = Stream.of("other", "t-1", "t-10", "t-2")
            .map(name -> TestTargets.view(name, TargetKind.POSTGRES, "postgres.sql"))
            .toList();

    private static TargetGroups group(String... entries) {
        return TargetGroups.of(Map.of("tenants", List.of(entries)), () -> TARGETS);
    }

    private static List<String> members(String... entries) {
        return group(entries).members(GROUP).stream()
                .map(target -> target.name().value())
                .toList();
    }

    @Nested
    class A_group {
        @Test
        void has_its_members_in_the_order_of_its_entries_and_by_name_within_a_pattern() {
            assertThat(members("t-2", "t-*")).containsExactly("t-2", "t-1", "t-10");
        }

        @Test
        void has_with_a_name_only_the_target_of_this_name() {
            assertThat(members("t-1")).containsExactly("t-1");
        }

        @Test
        void can_have_a_pattern_with_an_asterisk_anywhere() {
            assertThat(members("*-1*")).containsExactly("t-1", "t-10");
            assertThat(members("*")).containsExactly("other", "t-1", "t-10", "t-2");
        }

        @Test
        void misses_the_names_that_no_worker_has_registered_but_no_patterns() {
            TargetGroups groups = group("t-1", "t-3", "absent-*");
            assertThat(groups.missing(GROUP)).containsExactly("t-3");
            assertThat(groups.entries(GROUP)).containsExactly("t-1", "t-3", "absent-*");
        }

        @Test
        void that_is_not_configured_has_nothing() {
            TargetName unknown = new TargetName("unknown");
            TargetGroups groups = group("t-*");
            assertThat(groups.entries(unknown)).isEmpty();
            assertThat(groups.members(unknown)).isEmpty();
            assertThat(groups.missing(unknown)).isEmpty();
            assertThat(groups.names()).containsExactly(GROUP);
        }
    }

    @Nested
    class A_setting_is_refused {
        private void refused(String entry, String... parts) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> group("t-1", entry))
                    .withMessageStartingWith("lockstep.groups.tenants has the entry \"%s\"".formatted(entry))
                    .satisfies(e -> assertThat(e.getMessage()).contains(parts));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Tenant-1", "T-*", "t_1", "t.*", "t-1 ", "t-(1)"})
        void if_an_entry_has_characters_that_no_name_has(String entry) {
            refused(entry, "a pattern of a-z, 0-9, - and *");
        }

        @Test
        void if_an_entry_is_too_long() {
            refused("t".repeat(200), "has 200 characters; the limit is 63");
            refused("t".repeat(200) + "*", "at most 200 characters");
            assertThat(members("t".repeat(199) + "*")).isEmpty();
        }

        @Test
        void if_a_pattern_has_more_than_three_asterisks() {
            refused("*a*b*c*", "* (at most three)");
            assertThat(members("*t*1*")).containsExactly("t-1", "t-10");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-", "-t", "t-"})
        void if_an_entry_without_a_pattern_is_not_a_name(String entry) {
            refused(entry, "the target name \"%s\"".formatted(entry), "with \"-\"");
        }

        @Test
        void if_the_name_of_the_group_is_not_a_name_of_a_target() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TargetGroups.of(Map.of("Tenants", List.of("t-*")), () -> TARGETS))
                    .withMessageContaining("Tenants");
        }
    }
}
