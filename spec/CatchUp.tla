------------------------------- MODULE CatchUp -------------------------------
(***************************************************************************)
(* What the logs hold: acknowledgements, the return of a region, and the   *)
(* order in which its log is read afterwards (rules A, C, S and V).        *)
(*                                                                         *)
(* One producer (order is promised for each alone) and two regions: Source *)
(* has everything that was sent, in order; X comes and goes. Whatever X is *)
(* sent it executes at some time or never, which covers that it is dead,   *)
(* frozen or slow. Handovers do not wait here, as with fenced sinks. The   *)
(* end of a wait is as in Handover.tla.                                    *)
(***************************************************************************)
EXTENDS Token, Sequences

CONSTANTS
  Holder,   \* the region that holds the baton at first
  Sync,     \* of X at first
  Events,   \* how many are sent: 1, 2, ...
  Episodes, \* how many catch-ups there are at most
  Handovers \* the version of the token up to which handovers begin or are aborted

X == "r2"
Source == "r1"

VARIABLES
  token,   \* in its store
  view,    \* the producer's newest view, by which it knows where to write
  valid,   \* and whether it may acknowledge by it
  sent,    \* the log of Source is 1..sent
  acked,   \* the acknowledged events
  wire,    \* events on their way to X
  left,    \* events on their way to X by a connection that the producer has given up
  log,     \* of X: records of an event and the episode that copied it, 0 for a direct write
  journal, \* of X: the latest episode that was driven, its spans, and the mark: what of Source has been compared (theirs),
           \* from where on what stands behind that may stand in the log (own), and up to where that was compared
  driver,  \* by episode: whoever drives it; a late one may sleep and go on whenever it likes
  open,    \* a view is valid somewhere that opens the gate of X
  reader   \* of X: the term in which it has last begun to read, and how many spans it knew then

producer == <<view, valid, sent, acked, wire, left>>
region == <<log, journal, driver>>
gate == <<open, reader>>
vars == <<token, producer, region, gate>>

Episode == 1..Episodes
Idle == [at |-> "idle", from |-> 0, end |-> 0, first |-> 0, next |-> 0, to |-> 0, skip |-> {}]

Init ==
  /\ token = [First(Holder) EXCEPT !.sync[X] = Sync] /\ open = FALSE /\ reader = [term |-> 0, spans |-> 0]
  /\ view = token /\ valid = TRUE
  /\ sent = 0 /\ acked = {} /\ wire = <<>> /\ left = <<>> /\ log = <<>>
  /\ journal = [episode |-> 0, spans |-> <<>>, theirs |-> 0, own |-> 0, compared |-> 0]
  /\ driver = [e \in Episode |-> Idle]

-----------------------------------------------------------------------------
(* The producer: core.ack.AckRule, kafka.producer.Lane and RegionWriter *)

Written(v) == v.sync[X] # "OUT"
Owed == SelectSeq([e \in 1..sent |-> e], LAMBDA e : e \notin acked) \* in order, also what has skipped X

\* Rule A: while a valid view says that X is OUT, what Source has is acknowledged.
Acked(v, isValid) == IF ~Written(v) /\ (isValid \/ Bug = "ACKNOWLEDGES_BY_A_STALE_VIEW") THEN 1..sent' ELSE acked

Send == \* to every region that is not OUT
  /\ sent < Events
  /\ sent' = sent + 1
  /\ acked' = Acked(view, valid)
  /\ wire' = IF Written(view) THEN Append(wire, sent') ELSE wire
  /\ UNCHANGED <<token, view, valid, left, region, gate>>

ReadToken == \* rule A: a region that becomes required gets what is waiting before anything newer
  /\ view # token \/ ~valid
  /\ view' = token /\ valid' = TRUE
  /\ UNCHANGED sent /\ acked' = Acked(token, TRUE)
  /\ IF Written(view) = Written(token) THEN UNCHANGED <<wire, left>>
     ELSE /\ wire' = IF Written(token) THEN Owed ELSE <<>>
          /\ left' = IF Written(token) THEN left ELSE wire
  /\ UNCHANGED <<token, region, gate>>

Execute == \* every region has the event now: it is acknowledged, whatever the view says
  /\ wire # <<>>
  /\ log' = Append(log, <<Head(wire), 0>>)
  /\ acked' = acked \cup {Head(wire)}
  /\ wire' = Tail(wire)
  /\ UNCHANGED <<token, view, valid, sent, left, journal, driver, gate>>

ExecuteLate == \* nobody waits for it any more
  /\ left # <<>>
  /\ log' = Append(log, <<Head(left), 0>>)
  /\ left' = Tail(left)
  /\ UNCHANGED <<token, view, valid, sent, acked, wire, journal, driver, gate>>

-----------------------------------------------------------------------------
(* The gate of X, and handovers: Handover.tla has them in full *)

OpenGate == \* a reader begins anew in each term, and reads the journal; in the same term it goes on, as it may not have looked meanwhile
  /\ Admits(token, X) /\ ~open
  /\ open' = TRUE
  /\ reader' = IF reader.term = token.term THEN reader ELSE [term |-> token.term, spans |-> Len(journal.spans)]
  /\ UNCHANGED <<token, producer, region>>

GateCloses == ~Admits(token, X) /\ open /\ open' = FALSE /\ UNCHANGED <<token, producer, region, reader>>

Change(tokens) == token' \in tokens /\ UNCHANGED <<producer, region, gate>>

BeginAHandover == \E r \in Region : token.version < Handovers /\ Change(BeginHandover(token, r))

EndAHandover == Change(CompleteHandover(token)) \/ (token.version < Handovers /\ Change(AbortHandover(token)))

-----------------------------------------------------------------------------
(* The return of X, rule C: runtime.catchup.CatchUp, LogCopy and Seen; core.catchup *)

Lose == token.episode[X] < Episodes /\ Change(Demote(token, X))

Begin == \* steps 0 and 1: the gate of X is closed for certain
  /\ token.episode[X] < IF Bug = "TRIES_ONLY_ONCE" THEN 1 ELSE Episodes
  /\ ~open \/ Bug = "CATCHES_UP_BEHIND_AN_OPEN_GATE"
  /\ token' \in BeginCatchUp(token, X)
  /\ driver' = [driver EXCEPT ![token'.episode[X]].at = "waiting"]
  /\ UNCHANGED <<producer, log, journal, gate>>

Drives(e, at) == driver[e].at = at

\* core.catchup.Holdings: no copy counts, and no direct write behind a later one.
Held(i) ==
  \/ log[i][2] = 0 /\ (\A j \in journal.own + 1..i - 1 : log[j][2] = 0 => log[j][1] < log[i][1])
  \/ log[i][2] = 0 /\ Bug = "COUNTS_WRITES_OUT_OF_ORDER"
  \/ log[i][2] # 0 /\ Bug = "COUNTS_ABORTED_COPIES"

EndOfWait(e) == \* step 2: every view that says OUT has expired; then the end of the source is taken
  /\ Drives(e, "waiting") /\ token.episode[X] = e
  /\ valid' = (valid /\ (view.episode[X] >= e \/ Bug = "COPIES_WITHOUT_WAITING"))
  /\ LET held == {log[i][1] : i \in {j \in journal.own + 1..Len(log) : Held(j)}} \* step 3: what does X lack from the mark on?
         missing == {s \in journal.theirs + 1..sent : s \notin held}
         first == IF missing = {} THEN 0 ELSE CHOOSE s \in missing : \A other \in missing : s <= other
     IN driver' = [driver EXCEPT ![e] =
          [at |-> "copying", from |-> journal.compared, end |-> sent, first |-> first,
           next |-> IF first = 0 THEN sent + 1 ELSE first, to |-> 0,
           skip |-> IF Bug = "COPIES_ONLY_WHAT_IS_MISSING" THEN held ELSE {}]]
  /\ journal' = [journal EXCEPT !.episode = e] \* whoever is late does not own it any more
  /\ UNCHANGED <<token, view, sent, acked, wire, left, log, gate>>

Copy(e) == \* step 4: everything from the first that is missing, core.catchup.Copies
  /\ Drives(e, "copying") /\ driver[e].next <= driver[e].end
  /\ log' = IF driver[e].next \in driver[e].skip THEN log ELSE Append(log, <<driver[e].next, e>>)
  /\ driver' = [driver EXCEPT ![e].next = @ + 1]
  /\ UNCHANGED <<token, producer, journal, gate>>

TakeEnd(e) == \* step 5
  /\ Drives(e, "copying")
  /\ driver[e].next > driver[e].end \/ Bug = "PROMOTES_BEFORE_COPYING_HAS_ENDED"
  /\ driver' = [driver EXCEPT ![e].at = "ending", ![e].to = Len(log)]
  /\ UNCHANGED <<token, producer, log, journal, gate>>

Confirm(e) == \* the episode is still under way: nothing that a later one has let in stands before that end
  /\ Drives(e, "ending")
  /\ driver' = IF (token.sync[X] = "CATCHING_UP" /\ token.episode[X] = e) \/ Bug = "ENDS_ITS_SPAN_UNSEEN"
               THEN [driver EXCEPT ![e].at = "confirmed"]
               ELSE [driver EXCEPT ![e] = [Idle EXCEPT !.at = "over"]]
  /\ UNCHANGED <<token, producer, log, journal, gate>>

Span(e) == [from |-> driver[e].from, to |-> driver[e].to, episode |-> e, first |-> driver[e].first]

Recorded(e) == \* by compare-and-set
  [journal EXCEPT !.spans = IF driver[e].first = 0 THEN @ ELSE Append(@, Span(e)),
                  !.theirs = driver[e].end, !.own = driver[e].from, !.compared = driver[e].to]

Record(e) ==
  /\ Drives(e, "confirmed") \/ (Drives(e, "promoted") /\ Bug = "RECORDS_ITS_SPAN_AFTER_PROMOTING")
  /\ IF journal.episode = e \/ Bug = "ENDS_THOUGH_REPLACED"
     THEN /\ journal' = Recorded(e)
          /\ driver' = [driver EXCEPT ![e].at = IF @ = "promoted" THEN "over" ELSE "recorded"]
     ELSE driver' = [driver EXCEPT ![e] = [Idle EXCEPT !.at = "over"]] /\ UNCHANGED journal
  /\ UNCHANGED <<token, producer, log, gate>>

PromoteX(e) == \* refused if the episode is over
  /\ Drives(e, "recorded") \/ (Drives(e, "confirmed") /\ Bug = "RECORDS_ITS_SPAN_AFTER_PROMOTING")
  /\ IF Promote(token, X, e) = {}
     THEN driver' = [driver EXCEPT ![e] = [Idle EXCEPT !.at = "over"]] /\ UNCHANGED token
     ELSE /\ token' \in Promote(token, X, e)
          /\ driver' = IF Drives(e, "recorded") THEN [driver EXCEPT ![e] = [Idle EXCEPT !.at = "over"]]
                       ELSE [driver EXCEPT ![e].at = "promoted"]
  /\ UNCHANGED <<producer, log, journal, gate>>

Drive(e) == EndOfWait(e) \/ Copy(e) \/ TakeEnd(e) \/ Confirm(e) \/ Record(e) \/ PromoteX(e)

Next == \/ Send \/ ReadToken \/ Execute \/ ExecuteLate
        \/ OpenGate \/ GateCloses \/ BeginAHandover \/ EndAHandover
        \/ Lose \/ Begin \/ (\E e \in Episode : Drive(e))

Spec ==
  /\ Init /\ [][Next]_vars
  /\ WF_vars(Send) /\ WF_vars(ReadToken) /\ WF_vars(Execute) /\ WF_vars(GateCloses)
  /\ WF_vars(Begin) /\ \A e \in Episode : WF_vars(Drive(e))

\* For TLC (VIEW): of what the producer has read, only this matters, so that other differences make no states of their own.
Read == <<view = token, Written(view), IF Written(view) THEN 0 ELSE <<valid, view.episode[X]>>>>
Essence == <<token, Read, sent, acked, wire, left, region, gate>>

-----------------------------------------------------------------------------
(* What is promised *)

InSync == token.sync[X] = "IN_SYNC"
InLog == {log[i][1] : i \in 1..Len(log)}

\* I1: no acknowledged event is lost with Source while X is IN_SYNC.
AckedIsInSync == InSync => acked \subseteq InLog

\* Rule S: no acknowledged event is lost when X takes over.
TakeoverIsWhole == [][token'.term # token.term /\ token'.active = X => acked \subseteq InLog]_<<token, acked, log>>

\* core.catchup.DeliveryOrder: one pass for each span, what is late in it at the end of the pass.
Spans == IF Bug = "READS_SPANS_IN_LOG_ORDER" THEN <<>> ELSE journal.spans
Late(i) == \E n \in 1..Len(Spans) :
  LET span == Spans[n]
  IN i > span.from /\ i <= span.to /\ log[i][2] # span.episode /\ log[i][1] >= span.first
Pass(i) == Len(SelectSeq(Spans, LAMBDA span : span.to < i))
IsReadBefore(i, j) ==
  \/ Pass(i) < Pass(j)
  \/ Pass(i) = Pass(j) /\ ((Late(j) /\ ~Late(i)) \/ (Late(i) = Late(j) /\ i < j))

InOrder == \* whoever meets an acknowledged event in the log has met every earlier one: repeats are dropped by rule D
  \A j \in 1..Len(log) : \A s \in acked :
    log[j][1] \in acked /\ s < log[j][1] => \E i \in 1..Len(log) : log[i][1] = s /\ IsReadBefore(i, j)

\* Rule C: what X delivers is in order, once it is whole, and whenever its gate is or may be opened.
WholeIsInOrder == InSync => InOrder
GateIsInOrder == open \/ Admits(token, X) => InOrder

\* Rule C: a reader knows every span of its log.
ReaderKnowsSpans == open => reader.spans = Len(journal.spans)

SpansAscend == \A n \in 1..Len(journal.spans) - 1 : journal.spans[n].to <= journal.spans[n + 1].from

\* Once it is left in peace, X becomes whole, and everything is acknowledged.
Healing == <>[](InSync /\ acked = 1..Events)
=============================================================================
