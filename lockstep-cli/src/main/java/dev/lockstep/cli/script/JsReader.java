package dev.lockstep.cli.script;

import dev.lockstep.cli.script.JsToken.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads a module of migrate-mongo whose function {@code up} has only literal calls. Whatever else it has is refused. */
final class JsReader {
    private final List<JsToken> tokens;
    private int at;

    JsReader(String text) throws JsRefusal {
        this.tokens = JsTokens.of(text);
    }

    /** A call {@code db.collection('name').method(arguments)}. */
    record Call(String collection, String method, List<JsValue> arguments, int line) {}

    /** The calls of {@code up}, in their order. */
    List<Call> calls() throws JsRefusal {
        if (peek().kind() == Kind.STRING && peek().text().equals("use strict")) {
            next();
            skip(";");
        }
        List<Call> calls = new ArrayList<>();
        boolean isFound = false;
        if (peek().is("module")) {
            expect("module", ".", "exports", "=", "{");
            while (!peek().is("}")) {
                isFound |= function(calls);
                skip(",");
            }
            expect("}");
            skip(";");
        }
        while (peek().is("export")) {
            expect("export");
            boolean isConstant = skip("const");
            isFound |= isConstant ? constant(calls) : function(calls);
            skip(";");
        }
        if (peek().kind() != Kind.END) {
            throw unexpected("the end of the file");
        }
        if (!isFound) {
            throw new JsRefusal(1, "the module exports no function up");
        }
        return List.copyOf(calls);
    }

    private boolean constant(List<Call> calls) throws JsRefusal {
        String name = name();
        expect("=");
        return arrow(name, calls);
    }

    /** Reads {@code async up(db, client) {…}}, or {@code up: async (db) => {…}}. */
    private boolean function(List<Call> calls) throws JsRefusal {
        skip("async");
        skip("function");
        String name = name();
        if (skip(":")) {
            return arrow(name, calls);
        }
        return body(name, database(), calls);
    }

    private boolean arrow(String name, List<Call> calls) throws JsRefusal {
        skip("async");
        boolean isFunction = skip("function");
        String database = database();
        if (!isFunction) {
            expect("=>");
        }
        return body(name, database, calls);
    }

    private String database() throws JsRefusal {
        expect("(");
        String database = peek().is(")") ? "" : name();
        while (skip(",")) {
            name();
        }
        expect(")");
        return database;
    }

    private boolean body(String name, String database, List<Call> calls) throws JsRefusal {
        if (!name.equals("up")) {
            skipBlock();
            return false;
        }
        expect("{");
        while (!peek().is("}")) {
            skip("return");
            skip("await");
            calls.add(call(database));
            skip(";");
        }
        expect("}");
        return true;
    }

    // The journal of Lockstep undoes the step, so the function down is not read.
    private void skipBlock() throws JsRefusal {
        expect("{");
        for (int depth = 1; depth > 0; ) {
            JsToken token = next();
            if (token.kind() == Kind.END) {
                throw new JsRefusal(token.line(), "a block has no end");
            }
            depth += token.is("{") ? 1 : 0;
            depth -= token.is("}") ? 1 : 0;
        }
    }

    private Call call(String database) throws JsRefusal {
        int line = peek().line();
        if (!peek().is(database)) {
            throw unexpected(database + ".collection('…')");
        }
        expect(database, ".", "collection", "(");
        JsToken collection = next();
        if (collection.kind() != Kind.STRING) {
            throw new JsRefusal(
                    line, "the name of the collection is %s; a string is expected".formatted(collection.shown()));
        }
        expect(")", ".");
        String method = name();
        expect("(");
        List<JsValue> arguments = new ArrayList<>();
        JsLiterals literals = new JsLiterals(this);
        while (!peek().is(")")) {
            arguments.add(literals.value(0));
            skip(",");
        }
        expect(")");
        return new Call(collection.text(), method, arguments, line);
    }

    JsToken peek() {
        return tokens.get(at);
    }

    JsToken next() {
        JsToken token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean skip(String text) {
        boolean isThere = peek().is(text);
        if (isThere) {
            next();
        }
        return isThere;
    }

    void expect(String... texts) throws JsRefusal {
        for (String text : texts) {
            if (!skip(text)) {
                throw unexpected("\"" + text + "\"");
            }
        }
    }

    String name() throws JsRefusal {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return next().text();
    }

    JsRefusal unexpected(String expected) {
        return new JsRefusal(
                peek().line(),
                "found %s, expected %s: only literal calls can be read, and code is not executed"
                        .formatted(peek().shown(), expected));
    }
}
