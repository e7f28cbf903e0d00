package dev.lockstep.coordinator.endpoint;

/** The form of the notifications to one endpoint. */
enum NotificationFormat {
    /** All fields as JSON. */
    EVENT,
    /** {@code {"text": …}}, as Slack, Mattermost, Rocket.Chat and Google Chat take it. */
    TEXT,
    /** {@code {"content": …}}, as Discord takes it. */
    DISCORD,
    /** A message with an adaptive card, as workflows of Microsoft Teams take it. */
    TEAMS
}
