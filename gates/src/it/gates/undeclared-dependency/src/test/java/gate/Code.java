package gate;

import org.opentest4j.AssertionFailedError;

final class Code {
    AssertionFailedError failure() {
        return new AssertionFailedError("borrowed");
    }
}
