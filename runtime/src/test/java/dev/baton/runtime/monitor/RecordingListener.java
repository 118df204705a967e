package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Health;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a person would have read. */
final class RecordingListener implements MonitorListener {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void healthChanged(RegionId region, Health was, Health is) {
        lines.add(region + " " + was.word() + " " + is.word());
    }

    @Override
    public void tokenChanged(Token token) {
        lines.add("version " + token.version());
    }

    @Override
    public void decided(Decision decision) {
        if (decision instanceof Decision.Held held) {
            lines.add("held: " + held.why());
        } else if (decision instanceof Decision.WouldWrite would) {
            lines.add("would: " + would.what());
        }
    }

    @Override
    public void wrote(Decision.Write write, CasOutcome outcome) {
        lines.add("wrote: " + write.what() + " " + outcome.getClass().getSimpleName());
    }

    @Override
    public void storeFailed(BatonException why) {
        lines.add("store failed: " + why.getMessage());
    }

    @Override
    public void storeAnswers() {
        lines.add("store answers");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
