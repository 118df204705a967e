package dev.baton.runtime.config;

/** The {@code baton.yaml} that {@code baton init} writes: it loads as it is, and shows every option. */
public final class ConfigTemplate {

    /** Lines that start with {@code #} and no blank are options, with the value that holds without them. */
    private static final String TEXT =
            """
            # What Baton knows about one installation. The same file serves producers, consumers and monitors.
            #
            # A line such as '#ttl: 1500ms' is an option with its default; remove the '#' to change it.
            # ${NAME} stands for an environment variable and ${file:/path} for what is in a file: keep secrets out
            # of this one. For a plain ${ write $${.

            # The token carries this name, so that it is never mistaken for another installation's.
            name: payments

            # At least two. 'kafka' holds properties of Kafka's clients, passed on as they are.
            regions:
              r1:
                kafka:
                  bootstrap.servers: localhost:9092
                  # security.protocol: SASL_SSL
                  # sasl.mechanism: PLAIN
                  # sasl.jaas.config: ${file:/run/secrets/r1.jaas}
              r2:
                kafka:
                  bootstrap.servers: localhost:9192

            # The region that is preferred to hold the baton; the first one above, unless another is named.
            #home: r1

            # A stream is a topic of that name with the same number of partitions in every region.
            streams:
              flights: {}
              # orders: { topics: { r2: orders-dr } }     # has another name in r2

            # One store, which all processes reach; a relative directory starts from the folder of this file. Or three of
            # any kind in three failure domains, of which any one may be lost.
            token:
              directory: baton-token
              # http: http://127.0.0.1:8700               # instead of a directory
              # s3: { bucket: payments-baton, region: eu-central-1 }     # or: S3; its options are in docs/configuration.md
              # oci: { namespace: my-tenancy, bucket: payments-baton }   # or: OCI Object Storage
              # stores: { a: { s3: { bucket: baton-a } }, b: { oci: { namespace: ns, bucket: b } }, c: { http: http://c:8700 } }
              #ttl: 1500ms             # how long what was read may be relied on; at least three times poll
              #poll: 250ms             # how often it is read

            # How regions are probed, and when the baton moves by itself.
            monitor:
              #policy: auto            # auto, observe (only say what would be done) or manual
              #members: []             # of all monitors, such as [r1, r2, witness]: a majority decides; none: each alone
              #probeInterval: 250ms
              #probeTimeout: 400ms
              #downFailures: 3         # failed probes in a row, and ...
              #downAfter: 1s           # ... this long, before a region counts as down
              #upAfter: 5s             # without a failure before it counts as up again
              #coolDown: 30s           # from one automatic switch to the next, at least
              #switchesPerDay: 10      # automatic ones; then it waits for a person
              #lagLimit: unlimited     # events that a consumer of another region may have yet to read, for a move without need
              #failback: manual        # auto: the monitor brings the baton home, once home has been ...
              #failbackAfter: 10m      # ... in sync and not down for this long

            consumers:
              #handover: wait          # wait for the old region to stop; fenced: only if every sink is transactional

            # How a region that was lost gets what it has missed, before it may be chosen again.
            catchUp:
              #policy: auto            # auto: an agent starts it by itself; manual: 'baton catch-up' does
              #rate: unlimited         # bytes that one catch-up writes per second, such as 50MiB

            # What agents do when the token changes: a command, or a call with the change as JSON.
            # hooks:
            #   start-standby:
            #     on: [active]          # active, inactive (may process, may not any more), sync, any
            #     region: r2            # of this region; otherwise of any
            #     agent: r2             # run by the agent of this region; otherwise by any one
            #     command: [/usr/bin/systemctl, start, orders-processor]
            #     deadline: 30s         # of one attempt
            #     attempts: 5           # then it is given up, and said so
            #   tell-operations:
            #     on: [active, inactive, sync]
            #     url: https://example.com/baton
            #     secret: ${file:/run/secrets/hook}

            # For clients that only look whether an object exists: that of the region that may process does.
            # markers:
            #   store: { directory: baton-markers }
            #   objects: { r1: r1, r2: r2 }
            #   pause: 5s               # for which neither exists when the baton moves; at least 3s
            """;

    private ConfigTemplate() {}

    /** The text of the file. */
    public static String text() {
        return TEXT;
    }
}
