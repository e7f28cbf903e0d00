package dev.lockstep.redis.connection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Redis version of a server, which decides which commands it supports. Valkey reports the compatible version. */
public record ServerVersion(int major, int minor) {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,5})\\.(\\d{1,5}).*");

    public static ServerVersion parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "redis_version is \"%s\"; expected a version such as 7.2.4".formatted(text));
        }
        return new ServerVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Returns whether the server has COPY, which copies an expiry exactly. Redis has it from 6.2 on. */
    public boolean isSupported() {
        return isAtLeast(6, 2);
    }

    boolean hasExpireTimeCommand() {
        return isAtLeast(7, 0);
    }

    boolean hasWaitAofCommand() {
        return isAtLeast(7, 2);
    }

    private boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
