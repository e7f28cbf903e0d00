package gate;

final class Code {
    String name() {
        return null;
    }
}
