package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The timelines that clients follow, read once for all clients of a migration. A commit of this coordinator advances
 * them at once, a commit of another one at the next refresh.
 */
final class TimelineFeeds implements CommitListener {
    private final JdbcTimeline timeline;
    private final Map<MigrationId, TimelineFeed> feeds = new ConcurrentHashMap<>();

    TimelineFeeds(JdbcTimeline timeline) {
        this.timeline = timeline;
    }

    /** Follows a migration until {@link #leave}. */
    TimelineFeed follow(MigrationId migration) {
        return feeds.compute(migration, (id, existing) -> {
            TimelineFeed feed = existing == null ? new TimelineFeed(id, timeline) : existing;
            feed.addFollower();
            return feed;
        });
    }

    void leave(TimelineFeed feed) {
        feeds.computeIfPresent(feed.migration(), TimelineFeeds::withoutFollower);
    }

    private static @Nullable TimelineFeed withoutFollower(MigrationId _migration, TimelineFeed feed) {
        return feed.removeFollower() == 0 ? null : feed;
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        TimelineFeed feed = feeds.get(newState.migration());
        if (feed != null) {
            feed.advanceTo(newState.version());
        }
    }

    /** Finds the events of other coordinators with one query for all followed migrations. */
    void refresh() {
        if (!feeds.isEmpty()) {
            timeline.versions(feeds.keySet()).forEach((migration, version) -> {
                TimelineFeed feed = feeds.get(migration);
                if (feed != null) {
                    feed.advanceTo(version);
                }
            });
        }
    }

    /** Ends all waits for events. */
    void close() {
        feeds.values().forEach(TimelineFeed::close);
    }
}
