package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.Group;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionCount;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import org.junit.jupiter.api.Test;

class VersionGroupsTest {
    private final VersionGroups groups = new VersionGroups(System.nanoTime());

    @Test
    void the_most_frequent_versions_come_first() {
        groups.add("b", VersionSource.FIELD, "1", 2);
        groups.add("b", VersionSource.FIELD, null, 3);
        groups.add("b", VersionSource.FIELD, "1", 2);
        groups.add("a", VersionSource.FIELD);
        assertThat(groups.result().groups())
                .extracting(Group::name, Group::units)
                .containsExactly(tuple("a", 0L), tuple("b", 7L));
        assertThat(groups.result().groups().getLast().versions())
                .containsExactly(new VersionCount("1", 4), new VersionCount(null, 3));
        assertThat(groups.result().complete()).isTrue();
    }

    @Test
    void groups_and_versions_are_limited() {
        for (int index = 0; index < 2_000; index++) {
            groups.add("a", VersionSource.FIELD, "v" + index, 1);
            groups.add("group-" + index, VersionSource.FIELD, null, 1);
        }
        SchemaVersionsResult result = groups.result();
        assertThat(result.groups()).hasSize(SchemaVersionsResult.MAX_GROUPS);
        assertThat(result.groups().getFirst().units()).isEqualTo(2_000);
        assertThat(result.groups().getFirst().versions()).hasSize(SchemaVersionsResult.MAX_VERSIONS);
        assertThat(result.complete()).isFalse();
        assertThat(result.notes())
                .containsExactly(
                        "there are more than 200 groups; the others are not counted",
                        "more than 1000 versions in a; those that were found later count only in the units of the group,"
                                + " and may be more frequent than the ones shown");
    }

    @Test
    void versions_that_are_not_shown_have_a_note() {
        for (int group = 0; group < 7; group++) {
            for (int version = 0; version <= SchemaVersionsResult.MAX_VERSIONS; version++) {
                groups.add("g" + group, VersionSource.FIELD, "v" + version, 1);
            }
        }
        assertThat(groups.result().complete()).isTrue();
        assertThat(groups.result().notes())
                .containsExactly("more than 50 versions in g0, g1, g2, g3, g4 and 2 other groups;"
                        + " the less frequent ones count only in the units of the group");
    }

    @Test
    void as_many_versions_as_are_shown_have_no_note() {
        for (int version = 0; version < SchemaVersionsResult.MAX_VERSIONS; version++) {
            groups.add("a", VersionSource.FIELD, "v" + version, 1);
        }
        assertThat(groups.result().notes()).isEmpty();
    }

    @Test
    void a_part_makes_the_count_incomplete_and_a_sample_does_not() {
        groups.add("a", VersionSource.VALUE, "1", 1);
        groups.markSample("a", VersionSource.VALUE);
        groups.markSample("unknown", VersionSource.VALUE);
        assertThat(groups.result().complete()).isTrue();
        assertThat(groups.result().groups()).singleElement().matches(group -> !group.whole());
        groups.markPart("a", VersionSource.VALUE);
        assertThat(groups.result().complete()).isFalse();
    }
}
