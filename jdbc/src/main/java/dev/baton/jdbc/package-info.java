/**
 * The fenced transactional sink on any JDBC database (protocol, rule F). PostgreSQL is what it is tested on.
 *
 * <p>One table holds the frontiers of all groups. It is created at the first connection if it is missing; where the
 * sink's user may not create tables, an operator does, and grants it SELECT, INSERT and UPDATE:
 *
 * <pre>{@code
 * CREATE TABLE baton_frontier (
 *     consumer_group VARCHAR(255) NOT NULL,
 *     stream         VARCHAR(255) NOT NULL,
 *     partition      INTEGER      NOT NULL,  -- MySQL: `partition`
 *     term           BIGINT       NOT NULL,  -- of the latest claim
 *     version        BIGINT       NOT NULL,  -- + 1 with each claim and each commit
 *     frontier       BYTEA        NOT NULL,  -- MySQL: LONGBLOB; elsewhere: BLOB
 *     PRIMARY KEY (consumer_group, stream, partition)
 * );
 * }</pre>
 *
 * <p><b>PostgreSQL</b> needs nothing else: each session sets {@code lock_timeout}, {@code statement_timeout} and, from
 * 17 on, {@code transaction_timeout} to the sink's timeout, and {@code idle_in_transaction_session_timeout} to half of
 * it, so that the locks of a process that froze in a transaction are gone after that. Behind PgBouncer use session
 * pooling. {@code synchronous_commit} must not be off: a commit that the database forgets is an effect lost. Batched
 * inserts become quicker with {@code reWriteBatchedInserts=true} in the URL, and errors show the values of rows with
 * {@code logServerErrorDetail=true}.
 *
 * <p><b>Other databases</b>: the sink bounds its own waiting (a watchdog, {@code Connection.setNetworkTimeout},
 * {@code Statement.setQueryTimeout}), but an operator must set how long the server keeps a silent session's transaction
 * and locks – MySQL and MariaDB: {@code wait_timeout} and {@code innodb_lock_wait_timeout}; Oracle: {@code IDLE_TIME}
 * or {@code MAX_IDLE_BLOCKER_TIME} – and the driver's connect timeout in the URL. Names are compared as the database
 * does, so group and stream need a collation that tells upper from lower case. The isolation must be at least READ
 * COMMITTED.
 */
@NullMarked
package dev.baton.jdbc;

import org.jspecify.annotations.NullMarked;
