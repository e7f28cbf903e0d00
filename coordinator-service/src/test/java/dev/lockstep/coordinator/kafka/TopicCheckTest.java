package dev.lockstep.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.lockstep.contract.protocol.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCheckTest {
    private static final ReplicationSettings REPLICATION = new ReplicationSettings(3, 2);
    private static final TopicSettings REPORTS =
            Objects.requireNonNull(TopicSettings.shared().get(Topics.REPORTS));
    private static final TopicSettings TARGETS =
            Objects.requireNonNull(TopicSettings.shared().get(Topics.TARGETS));

    private final TopicCheck check = new TopicCheck(REPLICATION, 3);
    private final Map<String, String> configuration = new HashMap<>(check.configurationOf(REPORTS, 3));

    private KafkaFoundTopic reports(int partitions, int copies) {
        return new KafkaFoundTopic(Topics.REPORTS, Uuid.ONE_UUID, partitions, copies, configuration);
    }

    private String weakness() {
        assertThat(check.of(reports(8, 3), REPORTS)).hasSize(1);
        return check.of(reports(8, 3), REPORTS).getFirst().toString();
    }

    @Nested
    class A_topic_with_the_needed_settings {
        @Test
        void has_no_weakness() {
            assertThat(check.of(reports(8, 3), REPORTS)).isEmpty();
        }

        @Test
        void has_none_either_if_its_settings_are_stronger() {
            configuration.put("retention.ms", "-1");
            configuration.put("max.message.bytes", "8000000");
            assertThat(check.of(reports(12, 4), REPORTS)).isEmpty();
        }
    }

    @Nested
    class A_weak_setting {
        @Test
        void is_stated_with_the_found_and_the_expected_value_and_the_consequence() {
            configuration.put("retention.ms", "3600000");
            assertThat(weakness())
                    .isEqualTo("lockstep.reports: retention.ms is 3600000, expected at least 604800000; messages are"
                            + " deleted before a service that was down has read them");
        }

        @Test
        void may_be_a_limit_of_the_size_of_the_topic() {
            configuration.put("retention.bytes", "1000000");
            assertThat(weakness()).contains("retention.bytes is 1000000, expected -1 (no limit)");
        }

        @Test
        void may_be_the_cleanup_policy() {
            configuration.put("cleanup.policy", "compact");
            assertThat(weakness()).contains("cleanup.policy is compact, expected delete");
        }

        @Test
        void may_be_a_low_number_of_insync_replicas() {
            configuration.put("min.insync.replicas", "1");
            assertThat(weakness()).contains("min.insync.replicas is 1, expected at least 2");
        }

        @Test
        void may_be_a_high_number_of_insync_replicas() {
            configuration.put("min.insync.replicas", "3");
            assertThat(weakness()).contains("is 3, expected 2; all writes stop while one broker is away");
            configuration.put("min.insync.replicas", "4");
            assertThat(weakness()).contains("is 4, expected 2; Kafka refuses all writes");
        }

        @Test
        void may_be_the_number_of_copies_or_partitions() {
            configuration.put("min.insync.replicas", "1");
            assertThat(check.of(reports(1, 2), REPORTS))
                    .extracting(TopicWeakness::setting, TopicWeakness::found, TopicWeakness::expected)
                    .containsExactly(tuple("partitions", "1", "at least 8"), tuple("replication", "2", "at least 3"));
        }

        @Test
        void is_not_found_without_the_permission_to_read_settings() {
            KafkaFoundTopic unreadable = new KafkaFoundTopic(Topics.REPORTS, Uuid.ONE_UUID, 8, 3, null);
            assertThat(check.of(unreadable, REPORTS))
                    .extracting(TopicWeakness::expected)
                    .containsExactly("permission DescribeConfigs on the topic");
        }

        @Test
        void may_be_a_second_partition_of_the_registrations() {
            KafkaFoundTopic targets =
                    new KafkaFoundTopic(Topics.TARGETS, Uuid.ONE_UUID, 2, 3, check.configurationOf(TARGETS, 3));
            assertThat(check.of(targets, TARGETS))
                    .extracting(TopicWeakness::consequence)
                    .containsExactly("the coordinator reads only the first partition, so targets stay unknown");
        }
    }

    @Nested
    class A_cluster_of_fewer_brokers {
        @Test
        void is_stated_once_and_not_for_each_topic() {
            TopicCheck oneBroker = new TopicCheck(REPLICATION, 1);
            configuration.put("min.insync.replicas", "1");
            assertThat(oneBroker.ofCluster())
                    .extracting(TopicWeakness::toString)
                    .containsExactly("cluster: brokers is 1, expected at least 3 (lockstep.kafka.replication);"
                            + " topics have fewer copies, and are created with fewer");
            assertThat(oneBroker.of(reports(8, 1), REPORTS)).isEmpty();
        }

        @Test
        void is_as_wanted_if_the_settings_say_so() {
            assertThat(new TopicCheck(new ReplicationSettings(1, 1), 1).ofCluster())
                    .isEmpty();
        }
    }

    @Nested
    class The_needed_insync_replicas {
        @ParameterizedTest
        @CsvSource({"3, 2, 3, 2", "3, 2, 2, 1", "3, 2, 1, 1", "3, 3, 2, 2", "5, 3, 3, 1", "1, 1, 3, 1"})
        void let_as_many_brokers_be_away_as_configured(int replication, int minInsync, int copies, int expected) {
            assertThat(new ReplicationSettings(replication, minInsync).minInsyncOf(copies))
                    .isEqualTo(expected);
        }

        @Test
        void cannot_be_more_than_the_copies() {
            assertThatThrownBy(() -> new ReplicationSettings(2, 3))
                    .hasMessage("lockstep.kafka.min-insync-replicas is 3; expected 1 to lockstep.kafka.replication,"
                            + " which is 2");
        }
    }
}
