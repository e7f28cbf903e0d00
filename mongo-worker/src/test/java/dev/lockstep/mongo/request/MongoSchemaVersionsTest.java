package dev.lockstep.mongo.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.Group;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionCount;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MongoSchemaVersionsTest {
    private final MongoTestDatabase database = new MongoTestDatabase();

    private SchemaVersionsResult count(@Nullable Long sample) {
        try (ConnectedTarget target = database.connect()) {
            return new RequestedTarget(target).count(sample, 1).result();
        }
    }

    @Test
    void documents_are_counted_by_version_in_every_collection() {
        database.insert(
                "conversations",
                "{schemaVersion: 1}",
                "{schemaVersion: {$numberLong: '1'}}",
                "{schemaVersion: 1.0}",
                "{schemaVersion: 2.5}",
                "{schemaVersion: 'two'}",
                "{schemaVersion: null}",
                "{}");
        database.insert("users", "{a: 1}");
        SchemaVersionsResult result = count(null);
        assertThat(result.complete()).isTrue();
        assertThat(result.groups()).extracting(Group::name).containsExactly("conversations", "users");
        Group conversations = result.groups().getFirst();
        assertThat(conversations.source()).isEqualTo(VersionSource.FIELD);
        assertThat(conversations.whole()).isTrue();
        assertThat(conversations.units()).isEqualTo(7);
        assertThat(conversations.versions())
                .containsExactly(
                        new VersionCount("1", 3),
                        new VersionCount(null, 2),
                        new VersionCount("\"two\"", 1),
                        new VersionCount("2.5", 1));
        assertThat(result.groups().getLast().versions()).containsExactly(new VersionCount(null, 1));
    }

    @Test
    void a_sample_reads_some_documents_and_says_so() {
        database.insert("users", "{schemaVersion: 1}", "{schemaVersion: 1}", "{schemaVersion: 1}");
        SchemaVersionsResult result = count(2L);
        assertThat(result.groups()).singleElement().satisfies(group -> {
            assertThat(group.whole()).isFalse();
            assertThat(group.versions()).isEqualTo(List.of(new VersionCount("1", 2)));
        });
        assertThat(result.complete()).isFalse();
    }

    @Test
    void masked_versions_are_counted_and_not_shown() {
        database.withOption("mask-fields", "schemaVersion").insert("users", "{schemaVersion: 1}", "{schemaVersion: 2}");
        assertThat(count(null).groups().getFirst().versions()).containsExactly(new VersionCount("***", 2));
    }

    @Test
    void an_empty_database_has_no_groups() {
        assertThat(count(null).groups()).isEmpty();
    }
}
