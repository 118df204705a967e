------------------------------ MODULE Handover ------------------------------
(***************************************************************************)
(* Who may process: views, gates, registrations, the two steps of a        *)
(* handover, and the fence (rules V, H, S, D and F). Every event is in     *)
(* both logs, at the place of its number: that is CatchUp.tla's concern.   *)
(*                                                                         *)
(* There are no clocks. All that the protocol needs of time is this: once  *)
(* somebody has waited for ttl plus the margin, every view whose request   *)
(* was sent before is invalid. So the end of a wait takes those views      *)
(* away. Until then they stand: a view that expires earlier only closes a  *)
(* gate, as if its consumer did nothing. Pauses are steps not taken.       *)
(* Monitors have no names: any may complete what another began.            *)
(***************************************************************************)
EXTENDS Token, Sequences, FiniteSets

CONSTANTS
  Sink,      \* "plain": handovers wait; "fenced": they do not, and the sink refuses the commits of older terms
  Events,    \* how many
  Slow,      \* the consumers to whom answers of the store take a while
  Losable,   \* the regions of which one may be lost for ever
  MaxVersion \* of the token, up to which monitors and operators change it at whim, as they may see what is not so

VARIABLES
  token,      \* in its store
  lost,       \* the region that is lost for ever, or None
  closed,     \* somebody knows that every gate is closed, and has known it since this handover began
  view,       \* by consumer (one in each region): the token as it has read it, or NoView
  answer,     \* by consumer: what the store has answered and has not arrived
  told,       \* by consumer: the term for which its gate knows it to be registered, or 0
  registered, \* by region: an object beside the token says that a consumer runs there
  claim,      \* by consumer: the term under which it commits, or 0
  known,      \* by consumer: the frontier as it knows it, or Unread
  hand,       \* by consumer: the event in hand and the claim that it was taken under, or Nothing
  sinkTerm,   \* the newest term that has claimed the log at the sink
  applied     \* the effects, in their order; the frontier at the sink is its length

monitors == <<token, lost, closed>>
gates == <<view, answer, told, registered>>
sink == <<claim, known, hand, sinkTerm, applied>>
vars == <<monitors, gates, sink>>

NoView == [version |-> 0]
Unread == Events + 1
Nothing == [event |-> 0, claim |-> 0]

Init ==
  /\ token = First("r1") /\ lost = None /\ closed = FALSE
  /\ view = [c \in Region |-> NoView] /\ answer = view
  /\ told = [c \in Region |-> 0] /\ registered = [c \in Region |-> FALSE]
  /\ claim = told /\ known = [c \in Region |-> Unread] /\ hand = [c \in Region |-> Nothing]
  /\ sinkTerm = 1 /\ applied = <<>>

DropClaim(c) == claim' = [claim EXCEPT ![c] = 0] /\ known' = [known EXCEPT ![c] = Unread]

-----------------------------------------------------------------------------
(* Misfortune *)

LoseRegion(r) == \* and every process there; its registration stays behind
  /\ r \in Losable /\ lost = None
  /\ lost' = r
  /\ view' = [view EXCEPT ![r] = NoView]
  /\ answer' = [answer EXCEPT ![r] = NoView]
  /\ told' = [told EXCEPT ![r] = 0]
  /\ DropClaim(r)
  /\ hand' = [hand EXCEPT ![r] = Nothing]
  /\ UNCHANGED <<token, closed, registered, sinkTerm, applied>>

-----------------------------------------------------------------------------
(* Monitors and operators: core.monitor.Deliberation, runtime.handover.Drive, runtime.monitor.DecisionLoop *)

Whim == token.version < MaxVersion

Change(tokens) ==
  /\ token' \in tokens
  /\ closed' = (closed /\ \/ token'.term = token.term /\ token.to # None \* the handover goes on, wherever
                          \/ Bug \in {"LISTS_BEFORE_IT_BEGINS", "COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER"})
  /\ UNCHANGED <<lost, gates, sink>>

DemoteLost == lost # None /\ Change(Demote(token, lost))

BeginHandoverTo(x) == \* rule H, first step
  /\ x # lost /\ (Whim \/ (lost # None /\ lost \in {token.active, token.to}))
  /\ Change(BeginHandover(token, x))

Abort ==
  /\ Whim \/ (token.to = lost /\ Bug # "LEAVES_A_HANDOVER_WITHOUT_A_TARGET")
  /\ Change(AbortHandover(token))

ListNobody == \* rule H: who had registered when the handover began, and has not stopped, is in the list
  /\ ~closed /\ ~registered[token.active]
  /\ token.to # None \/ Bug = "LISTS_BEFORE_IT_BEGINS"
  /\ closed' = TRUE
  /\ UNCHANGED <<token, lost, gates, sink>>

StillValid(v) == IF v # NoView /\ v.term = token.term /\ v.to # None THEN v ELSE NoView

EndOfWait == \* rule V: somebody has known for ttl plus the margin that a handover ends this term, whichever versions were missed
  /\ ~closed /\ token.to # None
  /\ \A c \in Region : hand[c] # Nothing => Bug = "PAUSES_WITH_AN_EVENT_IN_HAND" \* guarantees.md: what a plain sink relies on
  /\ closed' = TRUE
  /\ view' = [c \in Region |-> StillValid(view[c])]
  /\ answer' = [c \in Region |-> IF Bug = "TRUSTS_A_VIEW_FROM_ITS_ARRIVAL" THEN answer[c] ELSE StillValid(answer[c])]
  /\ UNCHANGED <<token, lost, told, registered, sink>>

Complete == \* rule H, second step
  /\ closed \/ Sink = "fenced" \/ Bug = "COMPLETES_WITHOUT_WAITING"
  /\ Change(CompleteHandover(token))

-----------------------------------------------------------------------------
(* A consumer's gate: core.gate.Gate, runtime.gate.Gatekeeper, runtime.view.TokenWatch *)

Open(c) == view[c] # NoView /\ Admits(view[c], c) /\ told[c] = view[c].term

Ask(c) == \* the store answers; the time of the view counts from before
  /\ lost # c /\ answer[c] = NoView
  /\ view[c] # token \/ Bug = "READS_BESIDE_REGISTERING" \* the same once more matters to that alone
  /\ IF c \in Slow
     THEN answer' = [answer EXCEPT ![c] = token] /\ UNCHANGED view
     ELSE view' = [view EXCEPT ![c] = token] /\ UNCHANGED answer
  /\ UNCHANGED <<monitors, told, registered, sink>>

Arrive(c) ==
  /\ answer[c] # NoView
  /\ view' = [view EXCEPT ![c] = answer[c]]
  /\ answer' = [answer EXCEPT ![c] = NoView]
  /\ UNCHANGED <<monitors, told, registered, sink>>

Register(c) == \* rule H: only a view that is asked for afterwards can open the gate
  /\ view[c] # NoView /\ Admits(view[c], c) /\ told[c] # view[c].term
  /\ answer[c] = NoView \/ Bug = "READS_BESIDE_REGISTERING"
  /\ registered' = [registered EXCEPT ![c] = Bug # "OPENS_WITHOUT_REGISTERING"]
  /\ told' = [told EXCEPT ![c] = view[c].term]
  /\ view' = [view EXCEPT ![c] = NoView]
  /\ DropClaim(c)
  /\ UNCHANGED <<monitors, answer, hand, sinkTerm, applied>>

Stop(c) == \* the baton is leaving: nothing is in hand, and only then it says so
  /\ told[c] # 0 /\ view[c] # NoView /\ ~Open(c)
  /\ hand[c] = Nothing \/ Bug = "STOPS_WITH_AN_EVENT_IN_HAND"
  /\ told' = [told EXCEPT ![c] = 0]
  /\ registered' = [registered EXCEPT ![c] = FALSE]
  /\ DropClaim(c)
  /\ UNCHANGED <<monitors, view, answer, hand, sinkTerm, applied>>

-----------------------------------------------------------------------------
(* A consumer and its sink: kafka.consumer.BatonProcessor, SinkProgress and PublishedProgress, jdbc.JdbcSink *)

Processing(c) == Open(c) /\ hand[c] = Nothing
Careless == Bug = "READS_THE_FRONTIER_BEFORE_IT_CLAIMS"

Claim(c) == \* rule F: first the stored term is raised, durably
  /\ Processing(c) /\ claim[c] = 0 /\ sinkTerm <= told[c]
  /\ Careless => known[c] # Unread
  /\ claim' = [claim EXCEPT ![c] = told[c]]
  /\ sinkTerm' = told[c]
  /\ UNCHANGED <<monitors, gates, known, hand, applied>>

ReadFrontier(c) == \* then the frontier is read
  /\ Processing(c) /\ known[c] = Unread
  /\ claim[c] # 0 \/ Careless
  /\ known' = [known EXCEPT ![c] = Len(applied)]
  /\ UNCHANGED <<monitors, gates, claim, hand, sinkTerm, applied>>

Take(c) == \* the gate is asked before each event; what is in the frontier is skipped (rule D)
  /\ Processing(c) /\ claim[c] # 0 /\ known[c] < Events
  /\ hand' = [hand EXCEPT ![c] = [event |-> known[c] + 1, claim |-> claim[c]]]
  /\ UNCHANGED <<monitors, gates, claim, known, sinkTerm, applied>>

Stands(c) == hand[c].claim = sinkTerm \/ Sink = "plain" \/ Bug = "DOES_NOT_FENCE"

Commit(c) == \* the effect, and the frontier with it
  /\ hand[c] # Nothing /\ Stands(c)
  /\ applied' = Append(applied, hand[c].event)
  /\ known' = [known EXCEPT ![c] = IF claim[c] = 0 THEN Unread ELSE hand[c].event]
  /\ hand' = [hand EXCEPT ![c] = Nothing]
  /\ UNCHANGED <<monitors, gates, claim, sinkTerm>>

Refused(c) == \* by the fence
  /\ hand[c] # Nothing /\ ~Stands(c)
  /\ hand' = [hand EXCEPT ![c] = Nothing]
  /\ DropClaim(c)
  /\ UNCHANGED <<monitors, gates, sinkTerm, applied>>

-----------------------------------------------------------------------------

Monitor == DemoteLost \/ (\E x \in Region : BeginHandoverTo(x)) \/ Abort \/ ListNobody \/ EndOfWait \/ Complete

Consumer(c) == Ask(c) \/ Arrive(c) \/ Register(c) \/ Stop(c)
               \/ Claim(c) \/ ReadFrontier(c) \/ Take(c) \/ Commit(c) \/ Refused(c)

Next == (\E r \in Region : LoseRegion(r)) \/ Monitor \/ (\E c \in Region : Consumer(c))

\* Nobody who can do something is idle for ever. Whims end, as the versions that they may use do.
Spec == Init /\ [][Next]_vars /\ WF_vars(Monitor) /\ \A c \in Region : WF_vars(Consumer(c))

\* For TLC (VIEW), so that states which do not differ in what can happen next count as one: of what a consumer has read it matters
\* whether it can open the gate, and is still valid after the wait; or else, whether it makes a registered consumer stop.
Read(c, v) == IF v # NoView /\ Admits(v, c) THEN <<v.version = token.version, v.term>>
              ELSE IF v # NoView /\ told[c] # 0 THEN "closed"
              ELSE "nothing"
Essence == <<monitors, [c \in Region |-> <<Read(c, view[c]), answer[c] = NoView, Read(c, answer[c])>>],
             told, registered, sink>>

-----------------------------------------------------------------------------
(* What is promised *)

\* I2. Not promised where handovers do not wait.
OneGateIsOpen == Sink = "plain" => Cardinality({c \in Region : Open(c) \/ hand[c] # Nothing}) <= 1

\* I3, and order.
OnceAndInOrder == \A i \in 1..Len(applied) : applied[i] = i

\* I6: a term belongs to one region.
TermsAreOfOneRegion == [][token'.term = token.term => token'.active = token.active]_token

\* A region that is lost for ever does not keep the baton, and a handover to it does not stop the other one.
Takeover == \A r \in Region : lost = r ~> Admits(token, Other(r))

\* Whatever happens, everything takes effect.
Completion == <>(Len(applied) = Events)
=============================================================================
