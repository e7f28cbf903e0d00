package dev.lockstep.cli.api;

import java.util.List;

/** All tokens of a coordinator. */
record TokenPage(List<TokenView> items) {}
