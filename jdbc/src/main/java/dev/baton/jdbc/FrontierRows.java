package dev.baton.jdbc;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.SinkFailedException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frontiers of one group through one connection; every method is part of a transaction that the caller ends.
 *
 * <p>Not safe for use by several threads.
 */
final class FrontierRows {

    private static final long FIRST_VERSION = 1;

    private final FrontierTable table;
    private final String group;
    private final PreparedStatement raiseTerm;
    private final PreparedStatement insert;
    private final PreparedStatement read;
    private final PreparedStatement advance;

    FrontierRows(Connection connection, FrontierTable table, String group) throws SQLException {
        this.table = table;
        this.group = group;
        this.raiseTerm = connection.prepareStatement(table.raiseTerm());
        this.insert = connection.prepareStatement(table.insert());
        this.read = connection.prepareStatement(table.read());
        this.advance = connection.prepareStatement(table.advance());
    }

    /** No statement may take longer, in whole seconds. */
    void limit(int seconds) throws SQLException {
        for (PreparedStatement statement : List.of(raiseTerm, insert, read, advance)) {
            statement.setQueryTimeout(seconds);
        }
    }

    /**
     * What the claim comes to once the transaction is committed; empty if another claimant came between: roll back, try
     * again.
     */
    Optional<ClaimOutcome> claim(LogId log, Term term) throws SQLException {
        raiseTerm.setLong(1, term.value());
        raiseTerm.setLong(bindKey(raiseTerm, 2, log), term.value());
        boolean raised = raiseTerm.executeUpdate() == 1;
        // If raised, the row is locked from here on: what is read now, no older claim can change any more (rule F, 1
        // before 2).
        Optional<Row> row = row(log);
        if (row.isEmpty()) {
            return insert(log, term);
        }
        Row stored = row.get();
        if (raised) {
            return Optional.of(
                    new ClaimOutcome.Claimed(new Claim(log, term, stored.version), stored.frontier(this, log)));
        }
        return stored.term > term.value()
                ? Optional.of(new ClaimOutcome.Fenced(new Term(stored.term)))
                : Optional.empty();
    }

    /** The stored frontier; empty if nobody has claimed the log yet. */
    Frontier read(LogId log) throws SQLException {
        Optional<Row> row = row(log);
        return row.isPresent() ? row.get().frontier(this, log) : new Frontier();
    }

    /** Replaces frontiers in one round trip; the first claim that no longer stands, or empty if all were replaced. */
    Optional<Claim> advance(List<Map.Entry<Claim, Frontier>> frontiers) throws SQLException {
        for (Map.Entry<Claim, Frontier> entry : frontiers) {
            Claim claim = entry.getKey();
            advance.setBytes(1, FrontierCodec.encode(entry.getValue()));
            int next = bindKey(advance, 2, claim.log());
            advance.setLong(next, claim.term().value());
            advance.setLong(next + 1, claim.version());
            advance.addBatch();
        }
        int[] counts = advance.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == Statement.SUCCESS_NO_INFO) {
                throw new InvalidConfigurationException("The JDBC driver does not say how many rows of " + table
                        + " a batch has changed, so a commit could not be fenced; turn off its rewriting of batches"
                        + " (MySQL: rewriteBatchedStatements=false). Nothing was committed.");
            }
            if (counts[i] != 1) {
                return Optional.of(frontiers.get(i).getKey());
            }
        }
        return Optional.empty();
    }

    private Optional<ClaimOutcome> insert(LogId log, Term term) throws SQLException {
        Frontier empty = new Frontier();
        int next = bindKey(insert, 1, log);
        insert.setLong(next, term.value());
        insert.setLong(next + 1, FIRST_VERSION);
        insert.setBytes(next + 2, FrontierCodec.encode(empty));
        try {
            insert.executeUpdate();
        } catch (SQLException e) {
            if (Failure.isDuplicateKey(e)) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new ClaimOutcome.Claimed(new Claim(log, term, FIRST_VERSION), empty));
    }

    private Optional<Row> row(LogId log) throws SQLException {
        bindKey(read, 1, log);
        try (ResultSet rows = read.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Row(rows.getLong(1), rows.getLong(2), rows.getBytes(3)))
                    : Optional.empty();
        }
    }

    /** Returns the index of the parameter after the key. */
    private int bindKey(PreparedStatement statement, int first, LogId log) throws SQLException {
        statement.setString(first, group);
        statement.setString(first + 1, log.stream());
        statement.setInt(first + 2, log.partition());
        return first + 3;
    }

    private SinkFailedException malformed(LogId log, String why) {
        return new SinkFailedException(
                "The frontier of group '" + group + "', stream '" + log.stream() + "', partition "
                        + log.partition() + " in table " + table + " " + why
                        + ". Nothing was claimed or changed. Restore that row from a backup together with the effects;"
                        + " deleting it would apply every event of the log again.");
    }

    /** A row as stored; a class and not a record as it holds bytes. */
    private static final class Row {

        private final long term;
        private final long version;
        private final byte[] frontier;

        Row(long term, long version, byte[] frontier) {
            this.term = term;
            this.version = version;
            this.frontier = frontier;
        }

        Frontier frontier(FrontierRows rows, LogId log) {
            return FrontierCodec.decode(frontier).orElseThrow(why -> rows.malformed(log, why));
        }
    }
}
