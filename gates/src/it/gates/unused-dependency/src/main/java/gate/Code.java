package gate;

final class Code {
    private Code() {}
}
