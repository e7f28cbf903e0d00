package gate;

import java.util.List;

final class Code {
    private final List names = List.of();

    int size() {
        return names.size();
    }
}
