package gate;

final class Code {
    void check(int count) {
        if (count < 0) {
            new IllegalArgumentException("negative");
        }
    }
}
