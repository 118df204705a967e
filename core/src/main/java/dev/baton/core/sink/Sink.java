package dev.baton.core.sink;

/**
 * Where events take effect. A sink declares what it is, and the guarantee follows from that.
 *
 * <table>
 * <caption>What each kind of sink gives</caption>
 * <tr><th>sink</th><th>planned switchover, restart</th><th>unplanned failover, crash</th></tr>
 * <tr><td>{@link TransactionalSink}</td><td>exactly once</td><td>exactly once</td></tr>
 * <tr><td>{@link UpsertSink}</td><td>exactly once</td><td>the events of one batch may be written again, with the same result</td></tr>
 * <tr><td>{@link PlainSink}</td><td>exactly once (a crash: as on the right)</td><td>the events of one batch may repeat</td></tr>
 * </table>
 *
 * <p>A sink is called by one thread at a time.
 *
 * @param <E> the events it takes
 */
public sealed interface Sink<E> permits TransactionalSink, DirectSink {}
