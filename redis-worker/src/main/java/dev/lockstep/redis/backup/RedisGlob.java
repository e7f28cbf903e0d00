package dev.lockstep.redis.backup;

import java.nio.charset.StandardCharsets;

/**
 * Matches names of keys as the server's SCAN does: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]}, and {@code \} before
 * a character. It follows the server's function {@code stringmatchlen} byte by byte, also where the glob is malformed.
 */
public final class RedisGlob {
    private final byte[] pattern;

    RedisGlob(String glob) {
        this.pattern = glob.getBytes(StandardCharsets.UTF_8);
    }

    boolean matches(byte[] name) {
        return new Attempt(pattern, name).matches(0, 0);
    }

    /** The glob that matches exactly the names with this prefix. */
    static String ofPrefix(String prefix) {
        return prefix.replaceAll("[\\\\*?\\[\\]^]", "\\\\$0") + "*";
    }

    /** One comparison. As soon as a star has failed on the rest of the name, no earlier star can succeed. */
    private static final class Attempt {
        private final byte[] pattern;
        private final byte[] name;
        private boolean isHopeless;

        private Attempt(byte[] pattern, byte[] name) {
            this.pattern = pattern;
            this.name = name;
        }

        private boolean matches(int patternStart, int nameStart) {
            int at = patternStart;
            int index = nameStart;
            while (at < pattern.length && index < name.length) {
                if (pattern[at] == '*') {
                    return matchesStar(at, index);
                }
                int end = pattern[at] == '[' ? matchClass(at, name[index]) : matchOne(at, name[index]);
                if (end < 0) {
                    return false;
                }
                at = end;
                index++;
            }
            while (index == name.length && at < pattern.length && pattern[at] == '*') {
                at++;
            }
            return at == pattern.length && index == name.length;
        }

        private boolean matchesStar(int star, int nameStart) {
            int rest = star;
            while (rest < pattern.length && pattern[rest] == '*') {
                rest++;
            }
            if (rest == pattern.length) {
                return true;
            }
            for (int index = nameStart; index < name.length; index++) {
                if (matches(rest, index)) {
                    return true;
                }
                if (isHopeless) {
                    return false;
                }
            }
            isHopeless = true;
            return false;
        }

        /** Returns the position after the character of the pattern, or -1 if it does not match. */
        private int matchOne(int at, byte octet) {
            if (pattern[at] == '?') {
                return at + 1;
            }
            int literal = pattern[at] == '\\' && at + 1 < pattern.length ? at + 1 : at;
            return pattern[literal] == octet ? literal + 1 : -1;
        }

        /** Returns the position after the class, or -1 if it does not contain the byte. */
        private int matchClass(int start, byte octet) {
            int at = start + 1;
            boolean isNegated = at < pattern.length && pattern[at] == '^';
            at = isNegated ? at + 1 : at;
            boolean contains = false;
            while (at < pattern.length && pattern[at] != ']') {
                if (pattern[at] == '\\' && at + 1 < pattern.length) {
                    at++;
                    contains |= pattern[at] == octet;
                } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                    contains |= isBetween(octet, pattern[at], pattern[at + 2]);
                    at += 2;
                } else {
                    contains |= pattern[at] == octet;
                }
                at++;
            }
            // A class without an end ends with the pattern.
            return contains == isNegated ? -1 : Math.min(at + 1, pattern.length);
        }

        // The server compares signed characters on most platforms.
        private static boolean isBetween(byte octet, byte first, byte last) {
            return octet >= Math.min(first, last) && octet <= Math.max(first, last);
        }
    }
}
