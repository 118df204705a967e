package dev.baton.cli.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.kafka.survey.Answer;
import dev.baton.runtime.hook.HookCursor;
import dev.baton.runtime.hook.HookCursor.Attempt;
import dev.baton.runtime.hook.HookCursor.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a hook has come, for people and for programs. Pure. */
final class HookLines {

    private HookLines() {}

    /** True if somebody should look. */
    static boolean isTroubled(Answer<Optional<HookCursor>> hook) {
        return hook.fold(
                cursor -> cursor.map(HookLines::last).map(last -> !last.done()).orElse(false)
                        || cursor.map(HookCursor::attempt)
                                .map(attempt -> attempt.number() > 1)
                                .orElse(false),
                why -> true);
    }

    static String describe(Answer<Optional<HookCursor>> hook) {
        return hook.fold(
                cursor -> cursor.map(HookLines::describe).orElse("no agent has run it yet"),
                why -> "cannot be told: " + why);
    }

    private static String describe(HookCursor cursor) {
        Result last = last(cursor);
        Attempt attempt = cursor.attempt();
        String past = last == null
                ? "nothing to do so far"
                : (last.done() ? "done" : "GIVEN UP") + " for version " + last.version() + " by " + last.by() + " at "
                        + last.at() + ": " + last.detail() + ", attempt " + last.attempts();
        return attempt == null
                ? past
                : "attempt " + attempt.number() + " for version " + attempt.version() + " by " + attempt.by()
                        + "; before: " + past;
    }

    private static @Nullable Result last(HookCursor cursor) {
        return cursor.results().isEmpty()
                ? null
                : cursor.results().get(cursor.results().size() - 1);
    }

    static ObjectNode json(HookCursor cursor) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("version", cursor.version());
        Attempt attempt = cursor.attempt();
        if (attempt == null) {
            node.putNull("attempt");
        } else {
            node.putObject("attempt")
                    .put("version", attempt.version())
                    .put("number", attempt.number())
                    .put("by", attempt.by());
        }
        ArrayNode results = node.putArray("results");
        cursor.results().forEach(result -> results.addObject()
                .put("version", result.version())
                .put("done", result.done())
                .put("attempts", result.attempts())
                .put("by", result.by())
                .put("at", result.at())
                .put("millis", result.millis())
                .put("detail", result.detail()));
        return node;
    }
}
