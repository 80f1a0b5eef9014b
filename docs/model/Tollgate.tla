------------------------------- MODULE Tollgate -------------------------------
(***************************************************************************)
(* Tollgate as it is designed and built: one account with a day limit, the *)
(* tickets of its operations, the store that keeps them, the instances     *)
(* that decide on them, and the callers who run the operations. README.md  *)
(* beside this file maps every part to its class and says what is left out.*)
(*                                                                         *)
(* An instance decides a group of calls on a snapshot and sends the store  *)
(* what to write. The store writes if nothing that was read has moved. The *)
(* answer may be lost, and then the write may land at any later time, even *)
(* after its instance died. Callers may be slow, stop, or ask again.       *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS
  Instances,       \* processes with an engine, on one store
  Operations,      \* business operations of the account, each of amount 1
  Uncovered,       \* those that no limit covers: they never touch the account row
  Releasing,       \* those with lapse policy `release`; all others have `hold`
  Limit,           \* of a day
  LastDay,         \* days are 0..LastDay
  RequestsMax,     \* request ids drawn per operation
  AskedOnce,       \* operations of which only one is drawn
  AttemptsMax,     \* highest fence
  GroupMax,        \* calls decided together, 1 or 2
  LostMax,         \* how many answers of the store are lost
  Kinds,           \* kinds of calls that are made
  SkewedClocks,    \* the store's clock may be a day behind around midnight
  Remembering,     \* instances that decide on what they remember from their last batch
  ErringOperator,  \* the operator resolves tickets in doubt without finding out first
  Flaw             \* "none", or the one thing that is done wrong

VARIABLES
  now,         \* the day by the clock
  db,          \* what the store holds
  disk,        \* what it holds after a crash
  inst,        \* what each instance is doing
  mem,         \* what each instance remembers
  late,        \* writes whose answer was lost and which may still land
  lost,        \* answers lost so far
  client,      \* by operation and request id: how the caller stands
  toldClosed   \* the operator was told that the account is suspended

ASSUME GroupMax \in 1..2

vars == <<now, db, disk, inst, mem, late, lost, client, toldClosed>>

Days    == 0..LastDay
NoDay   == -1
Covered == Operations \ Uncovered
Live    == {"open", "in doubt", "succeeded"}          \* states whose amount counts
Done    == {"succeeded", "failed", "released"}        \* states that a ticket is purged in
Reports == {"succeed", "fail", "release", "doubt"}
Resolve == {"resolve succeeded", "resolve released"}

-------------------------------------------------------------------------------
(* ROWS. The account row is the aggregate root: its version rises with every *)
(* group that changes usage, status or a covered ticket, and never restarts. *)

NewAccount == [version |-> 0, lastBatch |-> 0, time |-> 0, active |-> TRUE]
NoTicket   == [rev |-> 0, st |-> "none", fence |-> 0, req |-> 0, win |-> NoDay,
               byLapse  |-> FALSE,   \* released because its lease ended
               retaken  |-> FALSE,   \* succeeded after that: counted again, perhaps past the limit
               disputed |-> {},      \* fences whose success was refused
               past     |-> <<>>,    \* request ids of earlier attempts, by fence
               from     |-> 0]       \* behind this begin the revisions of the next ticket: they never restart either
NewStore == [acct |-> NewAccount,
             use  |-> [w \in Days |-> [used |-> 0, purged |-> 0]],
             tk   |-> [k \in Operations |-> NoTicket]]

NoMemory  == [known |-> FALSE, snap |-> NewStore]
NewClient == [st |-> "new", fence |-> 0, win |-> NoDay]

Init == /\ now = 0 /\ db = NewStore /\ disk = db
        /\ inst = [i \in Instances |-> [pc |-> "idle"]]
        /\ mem = [i \in Instances |-> NoMemory]
        /\ late = {} /\ lost = 0 /\ toldClosed = FALSE
        /\ client = [k \in Operations |-> [r \in 1..RequestsMax |-> NewClient]]

-------------------------------------------------------------------------------
(* CALLS. A call that was sent before without an answer carries its tries:  *)
(* the batch that may have been written, and the answer decided then.       *)

Call(kind, k, r, f) == [kind |-> kind, op |-> k, req |-> r, fence |-> f, tries |-> {}]
Account == "the account"
OfTicket(C) == {c \in C : c.kind # "suspend"}

\* The order within a group: reports, resolutions, lapses, configuration, admissions, purges.
Rank(c) == CASE c.kind \in Reports   -> 0 [] c.kind \in Resolve -> 1 [] c.kind = "lapse" -> 3
             [] c.kind = "suspend"   -> 6 [] c.kind = "admit"   -> 7 [] c.kind = "purge" -> 8
Orders(C) == {s \in [1..Cardinality(C) -> C] :
                \A x, y \in DOMAIN s : x < y => s[x] # s[y] /\ Rank(s[x]) <= Rank(s[y])}

\* The truth about the attempt a ticket holds, as an operator finds it out: nobody runs it after it was resolved as released.
HasRun(c) == c.st \in {"ran", "accepted", "refuted"}
TruthOf(k) == IF db.tk[k].req # 0 /\ HasRun(client[k][db.tk[k].req]) THEN "resolve succeeded" ELSE "resolve released"

InHands(c) == \E i \in Instances : /\ inst[i].pc # "idle"
                                   /\ \E d \in inst[i].calls : <<d.kind, d.op, d.req>> = <<c.kind, c.op, c.req>>

\* A request id is drawn fresh, and used again only to send the same call after its answer was lost.
MayAsk(k, r) ==
  \/ client[k][r].st = "new" /\ (k \in AskedOnce => r = 1) /\ \A q \in 1..RequestsMax : q < r => client[k][q].st # "new"
  \/ client[k][r].st = "unsure"
  \/ Flaw = "caller sends again too soon" /\ client[k][r].st = "asked"

\* What anybody may ask for now. An owner reports success once it has run the operation, and gives up only before.
NewCalls ==
  {c \in    {Call("admit", k, r, 0) : <<k, r>> \in
                {x \in Operations \X (1..RequestsMax) : MayAsk(x[1], x[2])}}
       \cup {Call(o, k, r, client[k][r].fence) : <<o, k, r>> \in
                {x \in {"succeed", "doubt"} \X Operations \X (1..RequestsMax) : client[x[2]][x[3]].st = "ran"}}
       \cup {Call(o, k, r, client[k][r].fence) : <<o, k, r>> \in
                {x \in {"release", "fail"} \X Operations \X (1..RequestsMax) : client[x[2]][x[3]].st \in {"holds", "gave"}}}
       \cup {Call(o, k, 0, db.tk[k].fence) : <<o, k>> \in
                {x \in Resolve \X Operations : /\ db.tk[x[2]].st = "in doubt"
                                               /\ ErringOperator \/ x[1] = TruthOf(x[2])}}
       \cup {Call("lapse", k, 0, 0) : k \in {x \in Operations : db.tk[x].st = "open"}}
       \cup {Call("purge", k, 0, 0) : k \in {x \in Operations : db.tk[x].st \in Done /\ db.tk[x].disputed = {}}}
       \cup {Call("suspend", Account, 0, 0) : x \in {y \in {1} : db.acct.active}}
   : c.kind \in Kinds /\ (~InHands(c) \/ Flaw = "caller sends again too soon")}

-------------------------------------------------------------------------------
(* DECIDING. A draft is what was read, with what the calls so far changed.  *)

Says(c, what, t) == c :> [says |-> what, fence |-> t.fence, win |-> t.win]
Answer(s, c, what) ==
  [s EXCEPT !.ans = Says(c, what, IF c.op = Account THEN NoTicket ELSE s.tk[c.op]) @@ @]

\* Whatever changes the state of a covered ticket moves the account.
Put(s, k, t) == [s EXCEPT !.tk[k] = t, !.moves = @ \/ k \in Covered]
Use(s, w, n) ==
  IF w = NoDay THEN s
  ELSE [s EXCEPT !.use = [v \in Days |->
          IF v = w THEN [@[v] EXCEPT !.used = IF @ + n < 0 THEN 0 ELSE @ + n]
          ELSE IF Flaw = "one counter, reset when the date differs" THEN [used |-> 0, purged |-> 0]
          ELSE @[v]]]

\* The amount goes back to the day the ticket was counted in, never to today's.
GiveBack(s, t) == Use(s, IF Flaw = "gives back to today" /\ t.win # NoDay THEN s.today ELSE t.win, -1)

Admitted(s, c) ==   \* all limits are tested before anything is counted; a decline writes nothing
  LET k == c.op  t == s.tk[k]  w == IF k \in Covered THEN s.today ELSE NoDay
      relying == [s EXCEPT !.relies = TRUE]
      room == s.acct.active /\ (w # NoDay => s.use[w].used + 1 <= Limit)
      next == [t EXCEPT !.st = "open", !.fence = @ + 1, !.req = c.req, !.win = w, !.byLapse = FALSE,
                        !.retaken = FALSE, !.past = IF t.st = "none" THEN <<>> ELSE Append(@, t.req)]
  IN IF room THEN Answer(Use(Put(relying, k, next), w, 1), c, "admitted")
     ELSE Answer(relying, c, "declined")

Admit(s, c) ==
  LET t == s.tk[c.op]
      mine == t.req = c.req /\ Flaw # "forgets its own request id"
  IN CASE t.st = "none" -> Admitted(s, c)
       [] t.st = "open" /\ mine ->
            IF Flaw = "retries without looking" /\ c.tries # {}
              THEN Answer([Use(s, t.win, 1) EXCEPT !.moves = TRUE], c, "admitted")
              ELSE Answer(s, c, "admitted")
       [] t.st = "open" /\ ~mine -> Answer(s, c, "in progress")
       [] t.st = "in doubt" -> Answer(s, c, "in doubt")
       [] t.st \in {"succeeded", "failed"} -> Answer(s, c, "replayed")
       [] t.st = "released" /\ (mine \/ \E f \in DOMAIN t.past : t.past[f] = c.req) -> Answer(s, c, "superseded")
       [] OTHER -> IF t.fence >= AttemptsMax THEN Answer(s, c, "too many attempts") ELSE Admitted(s, c)

Finish(s, c, as) == Answer(Put(s, c.op, [s.tk[c.op] EXCEPT !.st = as, !.byLapse = FALSE]), c, "done")
Refuse(s, c, why) ==   \* money may have moved twice: recorded, once per fence, and never dropped
  LET t == s.tk[c.op] IN
  IF c.kind # "succeed" \/ c.fence \in t.disputed \/ Flaw = "drops disputed successes" THEN Answer(s, c, why)
  ELSE Answer(Put(s, c.op, [t EXCEPT !.disputed = @ \cup {c.fence}]), c, why)

OwnReport(s, c) ==
  LET t == s.tk[c.op]  undecided == t.st \in {"open", "in doubt"} IN
  CASE c.kind = "succeed" /\ undecided -> Finish(s, c, "succeeded")
    [] c.kind = "succeed" /\ t.st = "succeeded" -> Answer(s, c, "done")
    [] c.kind = "succeed" /\ t.st = "released" /\ t.byLapse ->   \* it happened, so it counts where it counted before
         Finish(Use(Put(s, c.op, [t EXCEPT !.retaken = TRUE]), t.win, 1), c, "succeeded")
    [] c.kind = "fail" /\ undecided -> Finish(GiveBack(s, t), c, "failed")
    [] c.kind = "fail" /\ t.st = "failed" -> Answer(s, c, "done")
    [] c.kind = "fail" /\ t.st = "released" /\ t.byLapse -> Finish(s, c, "failed")
    [] c.kind = "release" /\ undecided -> Finish(GiveBack(s, t), c, "released")
    [] c.kind = "release" /\ t.st = "released" -> IF t.byLapse THEN Finish(s, c, "released") ELSE Answer(s, c, "done")
    [] c.kind = "doubt" /\ t.st = "open" -> Finish(s, c, "in doubt")
    [] c.kind = "doubt" /\ t.st = "in doubt" -> Answer(s, c, "done")
    [] OTHER -> Refuse(s, c, "already finished")

Report(s, c) ==   \* the handle carries fence and request id; an older attempt's never touches the newer one
  LET t == s.tk[c.op]
      attempt == IF c.fence = t.fence THEN t.req ELSE IF c.fence \in DOMAIN t.past THEN t.past[c.fence] ELSE 0
  IN IF t.st = "none" \/ attempt # c.req THEN Answer(s, c, "not found")
     ELSE IF c.fence = t.fence \/ Flaw = "compares no fence" THEN OwnReport(s, c)
     ELSE IF c.kind = "release" THEN Answer(s, c, "done")
     ELSE Refuse(s, c, "stale")

Resolved(s, c) ==
  LET t == s.tk[c.op] IN
  IF t.st # "in doubt" \/ t.fence # c.fence THEN Answer(s, c, "not in doubt")
  ELSE IF c.kind = "resolve succeeded" THEN Finish(s, c, "succeeded") ELSE Finish(GiveBack(s, t), c, "released")

Lapse(s, c) ==   \* `hold` keeps the amount, since nobody knows; `release` is for what is safe to repeat
  LET t == s.tk[c.op] IN
  IF t.st # "open" THEN Answer(s, c, "nothing")
  ELSE IF c.op \in Releasing \/ Flaw = "a lapse gives back"
    THEN Answer(GiveBack(Put(s, c.op, [t EXCEPT !.st = "released", !.byLapse = TRUE]), t), c, "done")
  ELSE Finish(s, c, "in doubt")

Purge(s, c) ==   \* what it counted stays used, and is remembered as purged
  LET t == s.tk[c.op]  kept == t.st = "succeeded" /\ t.win # NoDay /\ Flaw # "purge keeps no sum"
      gone == Put(s, c.op, [NoTicket EXCEPT !.from = t.rev + 1])
  IN IF t.st \notin Done \/ t.disputed # {} THEN Answer(s, c, "nothing")
     ELSE Answer(IF kept THEN [gone EXCEPT !.use[t.win].purged = @ + 1] ELSE gone, c, "done")

Suspend(s, c) ==
  IF ~s.acct.active THEN Answer([s EXCEPT !.relies = TRUE], c, "done")
  ELSE Answer([s EXCEPT !.relies = TRUE, !.moves = TRUE, !.acct.active = FALSE], c, "done")

DecideOne(s, c) == CASE c.kind = "admit"   -> Admit(s, c)
                     [] c.kind \in Reports -> Report(s, c)
                     [] c.kind \in Resolve -> Resolved(s, c)
                     [] c.kind = "lapse"   -> Lapse(s, c)
                     [] c.kind = "purge"   -> Purge(s, c)
                     [] c.kind = "suspend" -> Suspend(s, c)

RECURSIVE DecideAll(_, _)
DecideAll(s, calls) == IF calls = <<>> THEN s ELSE DecideAll(DecideOne(s, Head(calls)), Tail(calls))

\* If the account names a lost batch as the last that moved it, its calls have the answers of then and are not decided again.
WasWritten(c, snap) == {x \in c.tries : x.batch = snap.acct.lastBatch /\ Flaw # "retries without looking"}

\* The state a decision led to, with its open tickets; all others are taken to be absent, which the write checks.
Remembered(snap, s, acct, moves, tk) ==
  [acct |-> IF moves THEN acct ELSE snap.acct, use |-> s.use,
   tk   |-> [k \in Operations |-> LET t == IF k \in DOMAIN tk THEN tk[k] ELSE snap.tk[k]
                                  IN IF t.st = "open" THEN t ELSE NoTicket]]

\* What is sent to the store: what must not have moved, what to write, and what to answer then.
Write(snap, order, storeTime, remembers) ==
  LET today  == IF storeTime < snap.acct.time /\ Flaw # "time goes back" THEN snap.acct.time ELSE storeTime
      calls  == {order[x] : x \in DOMAIN order}
      known  == {c \in calls : WasWritten(c, snap) # {}}
      s      == DecideAll([acct |-> snap.acct, use |-> snap.use, tk |-> snap.tk, today |-> today,
                           moves |-> FALSE, relies |-> FALSE, ans |-> <<>>],
                          SelectSeq(order, LAMBDA c : c \notin known))
      named  == {c.op : c \in OfTicket(calls)}
      \* A lost try of a call that is decided anew must not land any more: what it read is moved on, also when nothing else is.
      keptOut == IF Flaw = "lets late writes in" THEN {} ELSE {c \in calls \ known : c.tries # {}}
      silent == \/ Flaw = "a report moves no version" /\ \A c \in calls : c.kind \in Reports
                \/ Flaw = "a change of status moves no version" /\ \A c \in calls : c.kind = "suspend"
      moves  == s.moves \/ keptOut # {}
      tk     == [k \in {x \in named : s.tk[x] # snap.tk[x] \/ (snap.tk[x].st # "none" /\ x \in {c.op : c \in keptOut})} |->
                   IF s.tk[k].st = "none" THEN s.tk[k]
                   ELSE [s.tk[k] EXCEPT !.from = 0,
                                        !.rev = IF silent THEN snap.tk[k].rev
                                                ELSE IF snap.tk[k].st # "none" THEN snap.tk[k].rev + 1
                                                ELSE IF Flaw = "revisions restart" THEN 1 ELSE snap.tk[k].from + 1]]
      acct   == [s.acct EXCEPT !.version = IF silent THEN @
                                           ELSE IF Flaw = "version restarts each day" /\ today > snap.acct.time THEN 1
                                           ELSE @ + 1,
                               !.time = today]
  IN [calls  |-> calls,
      ans    |-> s.ans @@ [c \in known |-> (CHOOSE x \in WasWritten(c, snap) : TRUE).ans],
      batch  |-> 0,   \* its id; those of batches that were answered are never compared, so only lost ones get one
      relies |-> s.relies \/ moves,
      ver    |-> IF s.relies \/ moves THEN snap.acct.version ELSE 0,
      revs   |-> [k \in named |-> snap.tk[k].rev],
      moves  |-> moves,
      acct   |-> IF moves THEN acct ELSE NewAccount,
      use    |-> [w \in {x \in Days : s.use[x] # snap.use[x]} |-> s.use[w]],
      tk     |-> tk,
      after  |-> IF remembers THEN [known |-> TRUE, snap |-> Remembered(snap, s, acct, moves, tk)] ELSE NoMemory]

-------------------------------------------------------------------------------
(* THE STORE. It compares and writes, and decides nothing.                  *)

Fits(m, d) == /\ m.relies /\ Flaw # "compares no version" => d.acct.version = m.ver
              /\ Flaw # "compares no ticket" => \A k \in DOMAIN m.revs : d.tk[k].rev = m.revs[k]
Applied(m, d) == [acct |-> IF m.moves THEN [m.acct EXCEPT !.lastBatch = m.batch] ELSE d.acct,
                  use  |-> [w \in Days |-> IF w \in DOMAIN m.use THEN m.use[w] ELSE d.use[w]],
                  tk   |-> [k \in Operations |-> IF k \in DOMAIN m.tk THEN m.tk[k] ELSE d.tk[k]]]

\* Versions only rise, so what relies on an older one never fits again. Nothing else about it matters then; this keeps the states few.
Dead(m, d) == Flaw = "none" /\ \/ m.relies /\ m.ver # d.acct.version
                               \/ "purge" \notin Kinds /\ \E k \in DOMAIN m.revs : m.revs[k] # d.tk[k].rev
Bare(m) == [m EXCEPT !.relies = TRUE, !.ver = -1, !.revs = <<>>, !.moves = FALSE, !.acct = NewAccount, !.use = <<>>, !.tk = <<>>,
                     !.ans = [c \in m.calls |-> [says |-> "never", fence |-> 0, win |-> NoDay]], !.after = NoMemory]
OthersIn(i, d) == [j \in Instances |->
  IF j # i /\ inst[j].pc = "sent" /\ Dead(inst[j].m, d) THEN [inst[j] EXCEPT !.m = Bare(@)] ELSE inst[j]]
Following(ms, d) == {m \in ms : ~Dead(m, d) /\ (m.moves \/ m.use # <<>> \/ m.tk # <<>>)}
OnItsWay(m, batch) == [m EXCEPT !.batch = batch, !.calls = {}, !.ans = <<>>, !.after = NoMemory]

\* Promises about an operation end when its ticket is purged; what was run stays run.
Purged(clients, d, e) ==
  [k \in Operations |->
     IF d.tk[k].st = "none" \/ e.tk[k].st # "none" THEN clients[k]
     ELSE [r \in 1..RequestsMax |->
             LET c == clients[k][r] IN
             IF c.st = "new" THEN c
             ELSE IF HasRun(c) THEN [c EXCEPT !.st = "ran long ago", !.fence = 0]
             ELSE [NewClient EXCEPT !.st = "over"]]]

-------------------------------------------------------------------------------
(* CALLERS. What a caller was told, and what it may therefore rely upon.    *)

Told(c, cl, a) ==
  CASE c.kind = "admit" /\ cl.st \in {"asked", "unsure"} ->
         IF a.says = "admitted" THEN [st |-> "holds", fence |-> a.fence, win |-> a.win]
         ELSE IF a.says \in {"declined", "in progress", "too many attempts"}
           THEN [cl EXCEPT !.st = IF cl.st = "unsure" THEN "sent away" ELSE "refused"]
         ELSE [cl EXCEPT !.st = "over"]
    [] c.kind = "succeed" /\ cl.st = "ran" -> [cl EXCEPT !.st = IF a.says = "done" THEN "accepted" ELSE "refuted"]
    [] c.kind \in {"release", "fail"} /\ cl.st = "gave" -> [cl EXCEPT !.st = IF a.says = "done" THEN "freed" ELSE "over"]
    [] OTHER -> cl

\* Applies f to the caller of each of these calls that has one; a caller has one call under way.
OfCallers(C, f(_, _)) ==
  [k \in Operations |-> [r \in 1..RequestsMax |->
     LET own == {c \in OfTicket(C) : c.op = k /\ c.req = r}
     IN IF own = {} THEN client[k][r] ELSE f(CHOOSE c \in own : TRUE, client[k][r])]]
Asking(c, cl)  == IF c.kind = "admit" /\ cl.st = "new" THEN [cl EXCEPT !.st = "asked"]
                  ELSE IF c.kind \in {"release", "fail"} /\ cl.st = "holds" THEN [cl EXCEPT !.st = "gave"]
                  ELSE cl
Unsure(c, cl)  == IF c.kind = "admit" /\ cl.st = "asked" THEN [cl EXCEPT !.st = "unsure"] ELSE cl
Nothing(c, cl) == IF c.kind = "admit" /\ cl.st = "asked" THEN [cl EXCEPT !.st = "refused"] ELSE cl

\* An honest operator resolves as released only when it has made sure that nobody will run it.
StoppedBy(c) == c.kind = "resolve released" /\ ~ErringOperator
Stopped(clients, C) ==
  [k \in Operations |-> [r \in 1..RequestsMax |->
     IF db.tk[k].req # r \/ ~\E c \in C : c.op = k /\ StoppedBy(c) THEN clients[k][r]
     ELSE IF clients[k][r].st = "holds" THEN [clients[k][r] EXCEPT !.st = "gave"]
     ELSE IF clients[k][r].st \in {"asked", "unsure"} THEN [clients[k][r] EXCEPT !.st = "over"]
     ELSE clients[k][r]]]

-------------------------------------------------------------------------------
(* WHAT HAPPENS                                                             *)

Idle == [pc |-> "idle"]
StoreTimes == IF SkewedClocks /\ now > 0 THEN {now - 1, now} ELSE {now}

Load(C) == [db EXCEPT !.tk = [k \in Operations |-> IF \E c \in C : c.op = k THEN db.tk[k] ELSE NoTicket]]
Recall(i, C) ==   \* used for calls that were not tried before and, reports, whose ticket is remembered
  IF /\ mem[i].known
     /\ \A c \in C : /\ c.tries = {}
                     /\ c.kind \notin {"admit", "suspend"} => mem[i].snap.tk[c.op].st # "none"
  THEN {mem[i].snap} ELSE {}

UpToTwo(C) == {{}} \cup {{c, d} : c \in C, d \in IF GroupMax = 1 THEN {} ELSE C} \cup {{c} : c \in C}

\* An instance takes what has queued up: calls it could not find out about, then new ones. Those left out have passed their deadline.
Take(i) ==
  LET tried == IF inst[i].pc = "unsure" THEN inst[i].calls ELSE {} IN
  /\ inst[i].pc \in {"idle", "unsure"}
  /\ \E again \in SUBSET tried, fresh \in UpToTwo(NewCalls) :
       LET C == again \cup fresh IN
       /\ Cardinality(C) \in 1..GroupMax /\ (tried # {} => again # {})
       /\ \A c, d \in C : (c # d /\ c.req # 0) => <<c.op, c.req>> # <<d.op, d.req>>
       /\ \E order \in Orders(C), t \in StoreTimes, snap \in {Load(C)} \cup Recall(i, C) :
            inst' = [inst EXCEPT ![i] = [pc |-> "sent", calls |-> C, m |-> Write(snap, order, t, i \in Remembering)]]
       /\ client' = Stopped(OfCallers(C \cup (tried \ again), LAMBDA c, cl : IF c \in C THEN Asking(c, cl) ELSE Unsure(c, cl)), C)
  /\ UNCHANGED <<now, db, disk, mem, late, lost, toldClosed>>

\* Whatever the store acknowledges is on disk.
Store(d) == /\ db' = d
            /\ disk' \in IF Flaw = "acknowledges before it is durable" THEN {disk, d} ELSE {d}

\* Nothing that was read has moved: written, and the callers have their answers.
Apply(i) ==
  /\ inst[i].pc = "sent" /\ Fits(inst[i].m, db)
  /\ LET m == inst[i].m  d == Applied(m, db) IN
     /\ Store(d)
     /\ client' = Purged(OfCallers(m.calls, LAMBDA c, cl : Told(c, cl, m.ans[c])), db, d)
     /\ inst' = [OthersIn(i, d) EXCEPT ![i] = Idle]
     /\ mem' = [mem EXCEPT ![i] = m.after]
     /\ late' = Following(late, d)
     /\ toldClosed' = (toldClosed \/ \E c \in m.calls : c.kind = "suspend")
  /\ UNCHANGED <<now, lost>>

\* Something has moved: nothing is written, and the group is decided again on what is there now.
Conflict(i) ==
  /\ inst[i].pc = "sent" /\ ~Fits(inst[i].m, db)
  /\ \E order \in Orders(inst[i].calls), t \in StoreTimes :
       inst' = [inst EXCEPT ![i].m = Write(Load(inst[i].calls), order, t, i \in Remembering)]
  /\ mem' = [mem EXCEPT ![i] = NoMemory]
  /\ UNCHANGED <<now, db, disk, late, lost, client, toldClosed>>

\* The store refuses, or conflicts are exhausted: callers are told that nothing was written, where that is sure.
TurnAway(i) ==
  /\ inst[i].pc = "sent" \/ (Flaw = "tells an unknown outcome as a refusal" /\ inst[i].pc = "unsure")
  /\ client' = OfCallers(inst[i].calls, LAMBDA c, cl : IF c.tries = {} \/ Flaw = "tells an unknown outcome as a refusal"
                                                       THEN Nothing(c, cl) ELSE Unsure(c, cl))
  /\ inst' = [inst EXCEPT ![i] = Idle]
  /\ mem' = [mem EXCEPT ![i] = NoMemory]
  /\ UNCHANGED <<now, db, disk, late, lost, toldClosed>>

\* The answer is lost: what was sent may have been written, may yet be, or never. It is looked up before anything is repeated.
LoseAnswer(i) ==
  /\ inst[i].pc = "sent" /\ lost < LostMax
  /\ LET m == inst[i].m IN
     /\ late' = Following(late \cup {OnItsWay(m, lost + 1)}, db)
     /\ inst' = [inst EXCEPT ![i] =
          [pc |-> "unsure", calls |-> {[c EXCEPT !.tries = @ \cup {[batch |-> lost + 1, ans |-> m.ans[c]]}] : c \in m.calls}]]
  /\ lost' = lost + 1
  /\ mem' = [mem EXCEPT ![i] = NoMemory]
  /\ UNCHANGED <<now, db, disk, client, toldClosed>>

\* An instance dies, with what it had sent still on its way or not; or its calls pass their deadline, which leaves callers as unsure.
Crash(i) ==
  /\ inst[i].pc # "idle"
  /\ \/ UNCHANGED <<late, lost>>
     \/ /\ inst[i].pc = "sent" /\ lost < LostMax /\ lost' = lost + 1
        /\ late' = Following(late \cup {OnItsWay(inst[i].m, lost + 1)}, db)
  /\ inst' = [inst EXCEPT ![i] = Idle]
  /\ client' = OfCallers(inst[i].calls, Unsure)
  /\ mem' = [mem EXCEPT ![i] = NoMemory]
  /\ UNCHANGED <<now, db, disk, toldClosed>>

\* What nobody waits for any more lands after all.
LandLate ==
  /\ \E m \in late :
       LET d == Applied(m, db) IN
       /\ Fits(m, db)
       /\ Store(d)
       /\ late' = Following(late \ {m}, d)
       /\ inst' = OthersIn({}, d)
       /\ client' = Purged(client, db, d)
  /\ UNCHANGED <<now, mem, lost, toldClosed>>

\* A caller runs the operation, perhaps long after its answer and after the lease.
Run(k, r) ==
  /\ client[k][r].st = "holds" /\ client' = [client EXCEPT ![k][r].st = "ran"]
  /\ UNCHANGED <<now, db, disk, inst, mem, late, lost, toldClosed>>

\* Midnight.
NextDay ==
  /\ now < LastDay /\ now' = now + 1
  /\ UNCHANGED <<db, disk, inst, mem, late, lost, client, toldClosed>>

\* The store crashes and comes back with what is on disk.
StoreCrash ==
  /\ db' = disk
  /\ UNCHANGED <<now, disk, inst, mem, late, lost, client, toldClosed>>

Next == \/ \E i \in Instances : Take(i) \/ Apply(i) \/ Conflict(i) \/ TurnAway(i) \/ LoseAnswer(i) \/ Crash(i)
        \/ LandLate
        \/ \E k \in Operations, r \in 1..RequestsMax : Run(k, r)
        \/ NextDay \/ StoreCrash
Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(* WHAT IS PROMISED                                                         *)

Clients == {<<k, r>> \in Operations \X (1..RequestsMax) : client[k][r].st # "new"}
St(x) == client[x[1]][x[2]].st
CountedIn(w) == {k \in Operations : db.tk[k].st \in Live /\ db.tk[k].win = w}
AttemptOf(k, f) == LET t == db.tk[k] IN IF f = t.fence THEN t.req ELSE IF f \in DOMAIN t.past THEN t.past[f] ELSE 0

\* Usage is the sum of the live tickets and of what was purged.
UsageIsExact == \A w \in Days : db.use[w].used = db.use[w].purged + Cardinality(CountedIn(w))

\* No day's live amount passes the limit, but for successes that were reported after their lapse had given the amount back.
LimitIsKept == \A w \in Days : Cardinality({k \in CountedIn(w) : ~db.tk[k].retaken}) <= Limit

\* At most one success of an operation is accepted.
OneSuccess == \A k \in Operations : Cardinality({r \in 1..RequestsMax : client[k][r].st = "accepted"}) <= 1

\* Who was admitted finds the ticket, with its fence.
AdmissionIsKept == \A x \in Clients :
  (client[x[1]][x[2]].fence > 0 /\ St(x) # "freed") => AttemptOf(x[1], client[x[1]][x[2]].fence) = x[2]

\* An accepted report is never lost or overwritten.
ReportIsKept == \A x \in Clients :
  LET t == db.tk[x[1]]  own == t.fence = client[x[1]][x[2]].fence IN
  /\ St(x) = "accepted" => t.st = "succeeded" /\ own
  /\ St(x) = "freed" /\ own => t.st \in {"released", "failed"} /\ ~t.byLapse

\* Who was told that nothing happened is never admitted after all.
NothingHappened == \A x \in Clients : St(x) = "refused" => db.tk[x[1]].req # x[2]

\* Not promised: the same for a call that was sent again, elsewhere, while its first copy could still be written. See README.md.
SentAwayForGood == \A x \in Clients : St(x) = "sent away" => db.tk[x[1]].req # x[2]

\* A success that was refused stands on the ticket.
DisputeIsRecorded == \A x \in Clients : St(x) = "refuted" => client[x[1]][x[2]].fence \in db.tk[x[1]].disputed

\* With policy `hold`, and an operator who finds out first, an operation is run once, however slow its callers are ...
RunsOnce == ErringOperator \/
  \A k \in Operations \ Releasing : Cardinality({r \in 1..RequestsMax : HasRun(client[k][r])}) <= 1

\* ... and what was really run stays within the limit of its day.
RunsWithinLimit == (ErringOperator \/ Releasing # {}) \/
  \A w \in Days : Cardinality({x \in Clients : /\ HasRun(client[x[1]][x[2]]) \/ St(x) = "ran long ago"
                                               /\ client[x[1]][x[2]].win = w}) <= Limit

\* A suspended account stays suspended.
SuspensionIsKept == toldClosed => ~db.acct.active

\* A day that is over for an account is over: its time never goes back, and nothing is admitted to an earlier day.
DayIsOver == [][ /\ db'.acct.time >= db.acct.time
                 /\ \A k \in Covered : db'.tk[k].fence > db.tk[k].fence => db'.tk[k].win >= db.acct.time ]_vars

\* An account's version rises whenever a covered ticket, usage or the account changes.
VersionRises == [][ (db'.acct # db.acct \/ db'.use # db.use \/ \E k \in Covered : db'.tk[k] # db.tk[k])
                    => db'.acct.version > db.acct.version ]_vars

AnyInstance == Permutations(Instances)
AnyOfBoth   == Permutations(Instances) \cup Permutations(Operations)
===============================================================================
