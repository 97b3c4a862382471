(* OCaml 5 effects with deep and shallow handlers: state, generators, a scheduler, exceptions through handlers. *)
open Effect
open Effect.Deep

let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 800000

let mask = 0x3FFFFFF

type _ Effect.t += Get : int Effect.t | Put : int -> unit Effect.t | Yield : int -> unit Effect.t
type _ Effect.t += Fork : (unit -> unit) -> unit Effect.t | Pause : unit Effect.t | Unknown : string Effect.t

(* Runs [body] with a state cell that exists only in the handler. *)
let with_state (initial : int) body =
  let cell : int ref = ref initial in
  let result =
    match_with body ()
      {
        retc = (fun value -> value);
        exnc = raise;
        effc =
          (fun (type a) (eff : a Effect.t) ->
            match eff with
            | Get -> Some (fun (k : (a, _) continuation) -> continue k !cell)
            | Put value ->
              Some
                (fun (k : (a, _) continuation) ->
                  cell := value;
                  continue k ())
            | _ -> None);
      }
  in
  (result, !cell)

let count_up rounds () =
  for i = 1 to rounds do
    perform (Put ((perform Get + i) land mask))
  done;
  perform Get

(* Turns an iterator that performs Yield into a sequence pulled from outside. *)
let to_seq iterate : int Seq.t =
 fun () ->
  match_with iterate ()
    {
      retc = (fun () -> Seq.Nil);
      exnc = raise;
      effc =
        (fun (type a) (eff : a Effect.t) ->
          match eff with
          | Yield value -> Some (fun (k : (a, _) continuation) -> Seq.Cons (value, fun () -> continue k ()))
          | _ -> None);
    }

type tree = Leaf | Node of tree * int * tree

let rec build low high =
  if low > high then Leaf
  else
    let middle = (low + high) / 2 in
    Node (build low (middle - 1), middle, build (middle + 1) high)

let rec walk = function
  | Leaf -> ()
  | Node (left, value, right) ->
    walk left;
    perform (Yield value);
    walk right

(* Round-robin threads. *)
let schedule main =
  let ready = Queue.create () and switches = ref 0 in
  let next () = if not (Queue.is_empty ready) then (Queue.pop ready) () in
  let rec spawn body =
    match_with body ()
      {
        retc = (fun () -> next ());
        exnc = raise;
        effc =
          (fun (type a) (eff : a Effect.t) ->
            match eff with
            | Pause ->
              Some
                (fun (k : (a, _) continuation) ->
                  incr switches;
                  Queue.push (fun () -> continue k ()) ready;
                  next ())
            | Fork child ->
              Some
                (fun (k : (a, _) continuation) ->
                  Queue.push (fun () -> continue k ()) ready;
                  spawn child)
            | _ -> None);
      }
  in
  spawn main;
  !switches

let threads count steps =
  let log = ref 0 in
  let worker id () =
    for step = 1 to steps do
      log := ((!log * 7) + (id * step)) land mask;
      perform Pause
    done
  in
  let switches = schedule (fun () -> for id = 1 to count do perform (Fork (worker id)) done) in
  (switches, !log)

(* Shallow handlers: a conversation where each answer depends on the one before. *)
let converse rounds =
  let rec listen : type b. int -> (b, int) Shallow.continuation -> b -> int =
   fun answer k value ->
    Shallow.continue_with k value
      {
        retc = (fun result -> result);
        exnc = raise;
        effc =
          (fun (type a) (eff : a Effect.t) ->
            match eff with
            | Get -> Some (fun (k : (a, _) Shallow.continuation) -> listen ((answer * 3 + 1) land mask) k answer)
            | _ -> None);
      }
  in
  let body () =
    let sum = ref 0 in
    for _ = 1 to rounds do
      sum := (!sum + perform Get) land mask
    done;
    !sum
  in
  listen 1 (Shallow.fiber body) ()

(* The same with the syntax of OCaml 5.3. *)
let sum_of_yields body =
  match body () with
  | () -> 0
  | effect Yield value, k -> (value + continue k ()) land mask

exception Cancelled

let cancel () =
  let cleaned = ref 0 in
  let body () =
    Fun.protect ~finally:(fun () -> incr cleaned) (fun () ->
        perform Pause;
        "finished")
  in
  let outcome =
    match_with body ()
      {
        retc = (fun text -> text);
        exnc = (function Cancelled -> "cancelled" | other -> raise other);
        effc =
          (fun (type a) (eff : a Effect.t) ->
            match eff with
            | Pause -> Some (fun (k : (a, _) continuation) -> discontinue k Cancelled)
            | _ -> None);
      }
  in
  Printf.sprintf "%s, cleaned %d" outcome !cleaned

(* An effect passes through [depth] handlers that do not know it. *)
let rec nested depth =
  if depth = 0 then perform Get else 1 + fst (with_yield_ignored (fun () -> nested (depth - 1)))

and with_yield_ignored body =
  match_with body ()
    {
      retc = (fun value -> (value, true));
      exnc = raise;
      effc =
        (fun (type a) (eff : a Effect.t) ->
          match eff with Yield _ -> Some (fun (k : (a, _) continuation) -> continue k ()) | _ -> None);
    }

let () =
  let result, final = with_state 5 (count_up rounds) in
  Printf.printf "state %d %d\n" result final;
  let tree = build 1 rounds in
  let sum = Seq.fold_left (fun sum value -> ((sum * 3) + value) land mask) 0 (to_seq (fun () -> walk tree)) in
  Printf.printf "walk %d\n" sum;
  let same a b = Seq.equal ( = ) (to_seq (fun () -> walk a)) (to_seq (fun () -> walk b)) in
  let rec lean low high = if low > high then Leaf else Node (Leaf, low, lean (low + 1) high) in
  let some = min rounds 1000 in
  Printf.printf "same fringe %b %b\n" (same (build 1 some) (lean 1 some)) (same (build 1 some) (lean 2 some));
  let switches, log = threads 20 (rounds / 20) in
  Printf.printf "threads %d switches, log %d\n" switches log;
  Printf.printf "shallow %d\n" (converse rounds);
  Printf.printf "yields %d\n" (sum_of_yields (fun () -> walk (build 1 some)));
  print_endline (cancel ());
  let deep, _ = with_state 100 (fun () -> nested 20) in
  Printf.printf "nested %d\n" deep;
  (match perform Unknown with
  | text -> print_endline text
  | exception Unhandled Unknown -> print_endline "Unhandled");
  let twice =
    match_with
      (fun () -> perform Get)
      ()
      {
        retc = (fun value -> value);
        exnc = raise;
        effc =
          (fun (type a) (eff : a Effect.t) ->
            match eff with
            | Get ->
              Some
                (fun (k : (a, _) continuation) ->
                  let first = continue k 7 in
                  try continue k 8 with Continuation_already_resumed -> first + 1000)
            | _ -> None);
      }
  in
  Printf.printf "resumed twice %d\n" twice
