(* Graph search over adjacency lists: breadth first, depth first, Dijkstra with a heap, components, a topological order. *)
let vertices = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 40000

let seed = ref 4

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

type edge = { target : int; cost : int }

let graph =
  let edges = Array.make vertices [] in
  let connect a b cost =
    edges.(a) <- { target = b; cost } :: edges.(a);
    edges.(b) <- { target = a; cost } :: edges.(b)
  in
  for _ = 1 to vertices * 2 do
    let a = random vertices in
    connect a (random vertices) (1 + random 100)
  done;
  edges

let breadth_first start =
  let distance = Array.make vertices (-1) in
  let rec level frontier depth =
    match frontier with
    | [] -> depth - 1
    | _ ->
      let next =
        List.fold_left
          (fun next vertex ->
            List.fold_left
              (fun next { target; _ } ->
                if distance.(target) < 0 then begin
                  distance.(target) <- depth;
                  target :: next
                end
                else next)
              next graph.(vertex))
          [] frontier
      in
      level next (depth + 1)
  in
  distance.(start) <- 0;
  let eccentricity = level [ start ] 1 in
  (Array.fold_left (fun count d -> if d >= 0 then count + 1 else count) 0 distance, eccentricity)

(* A pairing heap of (key, vertex). *)
type heap = Empty | Heap of int * int * heap list

let merge a b =
  match (a, b) with
  | Empty, other | other, Empty -> other
  | Heap (ka, va, la), Heap (kb, vb, lb) -> if ka <= kb then Heap (ka, va, b :: la) else Heap (kb, vb, a :: lb)

let rec merge_pairs = function
  | [] -> Empty
  | [ one ] -> one
  | a :: b :: rest -> merge (merge a b) (merge_pairs rest)

let dijkstra start =
  let distance = Array.make vertices max_int in
  let rec go = function
    | Empty -> ()
    | Heap (key, vertex, children) ->
      let heap = merge_pairs children in
      if key > distance.(vertex) then go heap
      else
        go
          (List.fold_left
             (fun heap { target; cost } ->
               if key + cost < distance.(target) then begin
                 distance.(target) <- key + cost;
                 merge (Heap (key + cost, target, [])) heap
               end
               else heap)
             heap graph.(vertex))
  in
  distance.(start) <- 0;
  go (Heap (0, start, []));
  Array.fold_left
    (fun (sum, farthest) d -> if d = max_int then (sum, farthest) else ((sum + d) land 0x3FFFFFF, max farthest d))
    (0, 0) distance

let components () =
  let parent = Array.init vertices (fun i -> i) in
  let rec find v = if parent.(v) = v then v else (parent.(v) <- parent.(parent.(v)); find parent.(v)) in
  Array.iteri (fun v edges -> List.iter (fun { target; _ } -> parent.(find v) <- find target) edges) graph;
  let sizes = Array.make vertices 0 in
  for v = 0 to vertices - 1 do
    let root = find v in
    sizes.(root) <- sizes.(root) + 1
  done;
  Array.fold_left (fun (count, largest) size -> if size > 0 then (count + 1, max largest size) else (count, largest)) (0, 0) sizes

(* Edges from lower to higher numbers form a directed graph without cycles. *)
let topological () =
  let visited = Array.make vertices false and order = ref [] in
  let rec visit v =
    if not visited.(v) then begin
      visited.(v) <- true;
      List.iter (fun { target; _ } -> if target > v then visit target) graph.(v);
      order := v :: !order
    end
  in
  for v = vertices - 1 downto 0 do
    visit v
  done;
  let position = Array.make vertices 0 in
  List.iteri (fun i v -> position.(v) <- i) !order;
  let valid = ref true and longest = Array.make vertices 0 in
  List.iter
    (fun v ->
      List.iter
        (fun { target; _ } ->
          if target > v then begin
            if position.(target) < position.(v) then valid := false;
            longest.(target) <- max longest.(target) (longest.(v) + 1)
          end)
        graph.(v))
    !order;
  (!valid, Array.fold_left max 0 longest)

let () =
  for start = 0 to 3 do
    let reached, eccentricity = breadth_first (start * (vertices / 4)) in
    Printf.printf "from %d: %d reached in %d steps\n" (start * (vertices / 4)) reached eccentricity
  done;
  let sum, farthest = dijkstra 0 in
  Printf.printf "dijkstra: sum %d, farthest %d\n" sum farthest;
  let count, largest = components () in
  Printf.printf "components: %d, largest %d\n" count largest;
  let valid, longest = topological () in
  Printf.printf "topological: %b, longest path %d\n" valid longest
