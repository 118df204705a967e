package dev.baton.testkit.quorum;

import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Request;
import dev.baton.core.quorum.RollingQuorum;
import dev.baton.testkit.quorum.Operation.Kind;
import dev.baton.testkit.quorum.RegisterSimulation.Mark;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that makes views of glances at one acceptor after the other. */
final class SimulatedWatcher {

    private final RegisterSimulation world;
    private final RollingQuorum<String> rolling = new RollingQuorum<>();
    private final boolean flawed;
    private int left;
    private int acceptor;
    private long previousSentAt;
    private String previous = "";

    SimulatedWatcher(RegisterSimulation world, int views) {
        this.world = world;
        this.left = views;
        this.flawed = world.flaw == Flaw.GLANCES_AT_ONE_ACCEPTOR;
        this.acceptor = world.random.nextInt(3);
    }

    void begin() {
        world.after(50, this::look);
    }

    private void look() {
        acceptor = flawed ? acceptor : (acceptor + 1 + world.random.nextInt(2)) % 3;
        int asked = acceptor;
        long sentAt = world.now();
        AtomicBoolean answered = new AtomicBoolean();
        world.send(new Request.Get<>(asked, 1), false, answer -> {
            if (!answered.getAndSet(true)) {
                take(asked, sentAt, answer);
                world.after(60, this::look);
            }
        });
    }

    private void take(int asked, long sentAt, Answer<String> answer) {
        if (!(answer instanceof Answer.Found<String> found)) {
            rolling.reset();
            return;
        }
        String version =
                found.state().content() == null ? "" : found.state().content().version();
        if (flawed && version.equals(previous) && !version.isEmpty()) {
            add(version, previousSentAt);
        }
        previous = version;
        previousSentAt = sentAt;
        rolling.glance(asked, sentAt, found.state())
                .filter(seen -> seen.content() != null)
                .ifPresent(seen -> add(version, seen.sentAt()));
    }

    private void add(String version, long sentAt) {
        if (left-- > 0) {
            world.mark(Mark.READ_IN_TWO_GLANCES);
            world.history.add(new Operation(Kind.READ, null, version, sentAt, world.now()));
        }
    }
}
