package dev.baton.runtime.hook;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.follow.TokenFollower;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The hooks that the agent of one region runs: those that name it, and those that name none. It is told of the token by whoever
 * reads it anyway. Safe for use by several threads.
 */
public final class Hooks implements AutoCloseable {

    private final List<TokenFollower> loops = new ArrayList<>();

    /** Hooks that do nothing before {@link #start}. */
    public Hooks(RegionId region, SortedMap<String, HookConfig> hooks, HookPorts ports) {
        hooks.forEach((name, config) -> {
            if (config.agent() == null || config.agent().equals(region)) {
                loops.add(new TokenFollower(
                        "baton-hook-" + name, new HookTask(name, config, HookAction.of(name, config), ports)::turn));
            }
        });
    }

    /** Starts. Call once. */
    public void start() {
        loops.forEach(TokenFollower::start);
    }

    /** A version of the token was read that is newer than any before. Returns at once. */
    public void tokenChanged(Token token) {
        loops.forEach(loop -> loop.tokenChanged(token));
    }

    /** Ends them; what runs is killed, and tried again by whoever runs next. */
    @Override
    public void close() {
        loops.forEach(TokenFollower::close);
    }
}
