/** The shell around the gate: registrations beside the token, and the keeper that opens and closes (protocol, rule H). */
@NullMarked
package dev.baton.runtime.gate;

import org.jspecify.annotations.NullMarked;
