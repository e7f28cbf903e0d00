package dev.lockstep.redis.connection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's version, as far as it decides which commands there are; Valkey tells one of Redis for this purpose. */
public record ServerVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})\\.(\\d{1,5}).*");

    public static ServerVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s is not a version".formatted(text));
        }
        return new ServerVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** From 6.2 on there is COPY, without which an expiry cannot be carried over exactly. */
    public boolean isSupported() {
        return isFrom(6, 2);
    }

    /** From 7.0 on there is PEXPIRETIME. */
    boolean tellsExpiry() {
        return isFrom(7, 0);
    }

    /** From 7.2 on there is WAITAOF. */
    boolean waitsForDisk() {
        return isFrom(7, 2);
    }

    private boolean isFrom(int thatMajor, int thatMinor) {
        return major > thatMajor || (major == thatMajor && minor >= thatMinor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
