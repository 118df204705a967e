------------------------------ MODULE Settling ------------------------------
(***************************************************************************)
(* Rule Q: what a writer of the token may be told when requests and        *)
(* answers are lost or late (runtime.token.ObjectTokenStore, whose Write   *)
(* is Writer here, over any runtime.store.ObjectStore). Applied and        *)
(* Conflict must be true for ever; everything else is Unknown.             *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Bug,
  Writers, \* each of which wants to change the token once
  Puts     \* how often each sends its change at most

VARIABLES
  history,  \* what the store has held: by version, who wrote it (the write id)
  under,    \* puts on their way: whose, and the how manieth
  at,       \* by writer: "idle", "looking" (reads, and then decides), "waiting" for the answer to a put, or "told"
  expected, \* by writer: the version that it wants to change
  sent,     \* by writer: how many puts it has sent
  doubt,    \* by writer: a put of it may have been applied, or may still be
  told      \* by writer: the outcome

vars == <<history, under, at, expected, sent, doubt, told>>

Init ==
  /\ history = <<>> /\ under = {}
  /\ at = [w \in Writers |-> "idle"] /\ expected = [w \in Writers |-> 0] /\ sent = expected
  /\ doubt = [w \in Writers |-> FALSE] /\ told = [w \in Writers |-> "nothing"]

Tell(w, outcome) == told' = [told EXCEPT ![w] = outcome] /\ at' = [at EXCEPT ![w] = "told"]

Want(w) == \* it has read the token, and makes the next one
  /\ at[w] = "idle"
  /\ expected' = [expected EXCEPT ![w] = Len(history)]
  /\ at' = [at EXCEPT ![w] = "looking"]
  /\ UNCHANGED <<history, under, sent, doubt, told>>

Put(w) == \* the same body each time, as the store still holds what was expected
  /\ at[w] = "looking" /\ Len(history) = expected[w] /\ sent[w] < Puts
  /\ sent' = [sent EXCEPT ![w] = @ + 1]
  /\ under' = under \cup {<<w, sent'[w]>>}
  /\ at' = [at EXCEPT ![w] = "waiting"]
  /\ UNCHANGED <<history, expected, doubt, told>>

IsOwn(w) == history[Len(history)] = w
IsNext(w) == Len(history) = expected[w] + 1

Judge(w) == \* what it reads is not what was expected
  /\ at[w] = "looking" /\ Len(history) # expected[w]
  /\ Tell(w, CASE IsOwn(w) -> "Applied"
               [] ~IsOwn(w) /\ (~doubt[w] \/ IsNext(w)) -> "Conflict"
               [] OTHER -> IF Bug = "TAKES_ANY_OTHER_TOKEN_FOR_A_CONFLICT" THEN "Conflict" ELSE "Unknown")
  /\ UNCHANGED <<history, under, expected, sent, doubt>>

GiveUp(w) == \* the time is up
  /\ at[w] = "looking"
  /\ Tell(w, IF doubt[w] THEN "Unknown" ELSE "Unavailable")
  /\ UNCHANGED <<history, under, expected, sent, doubt>>

Execute(put, answered, again) == \* by the store, at any time, whether anybody waits for it or not; something on the way may send it twice
  LET w == put[1] IN
  LET applied == expected[w] = Len(history) IN
  /\ under' = IF again THEN under ELSE under \ {put}
  /\ history' = IF applied THEN Append(history, w) ELSE history
  /\ IF ~answered \/ at[w] # "waiting" \/ put[2] # sent[w] THEN UNCHANGED <<at, told, doubt>>
     ELSE IF applied THEN Tell(w, "Applied") /\ UNCHANGED doubt
     ELSE IF Bug = "TAKES_A_412_FOR_FAILURE" THEN Tell(w, "Conflict") /\ UNCHANGED doubt
     ELSE /\ at' = [at EXCEPT ![w] = "looking"] /\ UNCHANGED told \* may be its own put that is in the way
          /\ doubt' = [doubt EXCEPT ![w] = @ \/ Bug # "HAS_NO_DOUBT_AFTER_A_412"]
  /\ UNCHANGED <<expected, sent>>

Timeout(w) ==
  /\ at[w] = "waiting" /\ Bug # "WAITS_FOR_EVERY_ANSWER"
  /\ doubt' = [doubt EXCEPT ![w] = TRUE]
  /\ IF Bug = "TAKES_UNKNOWN_FOR_FAILURE" THEN Tell(w, "Conflict")
     ELSE at' = [at EXCEPT ![w] = "looking"] /\ UNCHANGED told
  /\ UNCHANGED <<history, under, expected, sent>>

Writer(w) == Want(w) \/ Put(w) \/ Judge(w) \/ GiveUp(w) \/ Timeout(w)
Next == (\E w \in Writers : Writer(w)) \/ (\E put \in under : \E answered, again \in BOOLEAN : Execute(put, answered, again))

\* A writer does not try for ever: GiveUp is not only possible, it comes.
Spec == Init /\ [][Next]_vars /\ \A w \in Writers : WF_vars(Writer(w)) /\ SF_vars(GiveUp(w))

-----------------------------------------------------------------------------
(* What is promised *)

Landed(w) == \E v \in 1..Len(history) : history[v] = w
AppliedIsTrue == \A w \in Writers : told[w] = "Applied" => Landed(w)
ConflictIsTrue == \A w \in Writers : told[w] = "Conflict" => ~Landed(w)
UnavailableIsTrue == \A w \in Writers : told[w] = "Unavailable" => ~Landed(w)
OnlyOnce == \A v, u \in 1..Len(history) : history[v] = history[u] => v = u
EverybodyIsTold == \A w \in Writers : <>(at[w] = "told")
=============================================================================
