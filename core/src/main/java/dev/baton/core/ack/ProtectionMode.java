package dev.baton.core.ack;

/** What an acknowledgement promises, named as in Oracle Data Guard (protocol, section 4). */
public enum ProtectionMode {
    /** Every region has it, always; a lost region stops acknowledgements. */
    MAX_PROTECTION,
    /** Rule A, the default: every region that counts has it; a lost region stops acknowledgements until it is demoted. */
    MAX_AVAILABILITY,
    /** The active region has it. Losing that region may lose acknowledged events (RPO above 0). */
    MAX_PERFORMANCE
}
