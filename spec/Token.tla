------------------------------- MODULE Token -------------------------------
(***************************************************************************)
(* The token, and every legal change of it: core.token.Token, where each   *)
(* is the method of the same name. A change is the set of tokens that it   *)
(* may give: one if it is legal, none if a rule forbids it. The store is   *)
(* linearizable (Settling.tla tells what of a lost answer), so a change is *)
(* one step of the modules that use this. forceHandover, by which a person *)
(* overrides rule S, is left out.                                          *)
(***************************************************************************)
EXTENDS Naturals

CONSTANT Bug \* what is done wrong on purpose: a name of core's PlantedBug, or "NONE"

Region == {"r1", "r2"}
None == "none"
Other(x) == CHOOSE y \in Region : y # x

First(active) == [version |-> 1, term |-> 1, active |-> active, to |-> None,
                  sync |-> [x \in Region |-> "IN_SYNC"], episode |-> [x \in Region |-> 0]]

Admits(t, x) == t.to = None /\ t.active = x

If(legal, next) == IF legal THEN {[next EXCEPT !.version = @ + 1]} ELSE {}

Demote(t, x) ==
  If(t.sync[x] # "OUT" /\ t.sync[Other(x)] = "IN_SYNC",
     [t EXCEPT !.sync[x] = "OUT"])

BeginCatchUp(t, x) == \* rule C, step 1; step 0 is up to the caller
  If(t.sync[x] = "OUT" /\ ~Admits(t, x),
     [t EXCEPT !.sync[x] = "CATCHING_UP", !.episode[x] = @ + 1])

Promote(t, x, episode) == \* rule C, step 5
  If(t.sync[x] = "CATCHING_UP" /\ (t.episode[x] = episode \/ Bug = "PROMOTES_ANOTHER_EPISODE"),
     [t EXCEPT !.sync[x] = "IN_SYNC"])

BeginHandover(t, x) == \* rules H and S; again, to redirect one that has lost its target; or in place
  If(/\ t.to = None \/ (t.sync[t.to] # "IN_SYNC" /\ t.to # x)
     /\ IF t.active = x THEN t.sync[x] # "IN_SYNC"
        ELSE t.sync[x] = "IN_SYNC" \/ Bug = "HANDS_OVER_TO_A_REGION_NOT_IN_SYNC",
     [t EXCEPT !.to = x]) \* no gate opens again in this term

CompleteHandover(t) == \* rule H; the caller has waited, or has seen every consumer stop
  If(t.to # None /\ (t.sync[t.to] = "IN_SYNC" \/ Bug = "HANDS_OVER_TO_A_REGION_NOT_IN_SYNC"),
     [t EXCEPT !.active = t.to, !.to = None, !.term = @ + 1])

AbortHandover(t) ==
  If(/\ t.to # None
     /\ t.sync[t.active] = "IN_SYNC" \/ (t.sync[t.active] = "OUT" /\ Bug = "ABORTS_WHERE_EVENTS_ARE_MISSING"),
     [t EXCEPT !.to = None, !.term = IF Bug = "ABORTS_IN_THE_SAME_TERM" THEN @ ELSE @ + 1])
=============================================================================
