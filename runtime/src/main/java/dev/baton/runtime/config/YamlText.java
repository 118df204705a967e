package dev.baton.runtime.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads text as one YAML document, as nodes that know their lines: nothing is constructed from what a file says. */
final class YamlText {

    /** More than any sensible file has; a few hundred could fill the memory of a reader that expands them. */
    private static final int MAX_ALIASES = 50;

    private static final int MAX_DEPTH = 20;
    private static final String EMPTY = "is empty; 'baton init' writes a file to start from";

    private YamlText() {}

    /** The root of {@code yaml}, or nothing if that was reported to {@code problems}. */
    static Optional<MappingNode> read(String yaml, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            StreamReader reader = new StreamReader(yaml);
            Composer composer = new Composer(new ParserImpl(reader, options), new Resolver(), options);
            return root(composer, problems);
        } catch (MarkedYAMLException e) {
            problems.unusable(line(e.getProblemMark()), "is not YAML: " + explain(e));
        } catch (ReaderException e) {
            long newlines = yaml.codePoints()
                    .limit(e.getPosition())
                    .filter(c -> c == '\n')
                    .count();
            problems.unusable(
                    (int) newlines + 1, String.format("holds the control character U+%04X", e.getCodePoint()));
        } catch (YAMLException e) {
            problems.unusable(1, "cannot be used: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<MappingNode> root(Composer composer, Problems problems) {
        if (!composer.checkNode()) {
            problems.unusable(1, EMPTY);
            return Optional.empty();
        }
        Node root = composer.getNode();
        if (composer.checkNode()) {
            int line = composer.getNode().getStartMark().getLine() + 1;
            problems.unusable(line, "a second document begins here; a configuration is one");
        } else if (root instanceof MappingNode mapping) {
            return Optional.of(mapping);
        } else if (root.getTag().equals(Tag.NULL)) {
            problems.unusable(1, EMPTY);
        } else {
            problems.unusable(
                    1, "must be keys with values, such as 'name: payments'; 'baton init' writes a file to start from");
        }
        return Optional.empty();
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private static String explain(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("(TAB)")) {
            return "a tab cannot begin a word; indent with blanks";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "a second colon; put a value that holds ': ' in quotes";
        }
        boolean isLocal = e.getContext() == null || line(e.getContextMark()) == line(e.getProblemMark());
        return isLocal || e.getContextMark() == null
                ? problem
                : problem + " (" + e.getContext() + " that begins in line " + line(e.getContextMark()) + ")";
    }
}
