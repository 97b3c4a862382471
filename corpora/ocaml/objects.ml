(* Objects and classes: inheritance, virtual methods, late binding, functional update, structural types, closures over self. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 6000000

let mask = 0x3FFFFFF

class virtual shape (name : string) =
  object (self)
    method virtual area : int
    method virtual scale : int -> shape
    method name = name
    method describe = Printf.sprintf "%s of area %d" self#name self#area
    method larger (other : shape) = self#area > other#area
  end

class rectangle width height =
  object
    inherit shape "rectangle"
    method area = width * height
    method scale factor = (new rectangle (width * factor) (height * factor) :> shape)
  end

class square side =
  object
    inherit rectangle side side as super
    method! name = "square"
    method! describe = "a " ^ super#describe
  end

class triangle base height =
  object
    inherit shape "triangle"
    method area = base * height / 2
    method scale factor = (new triangle (base * factor) (height * factor) :> shape)
  end

class counter =
  object (self)
    val mutable count = 0
    val mutable listeners : (int -> unit) list = []
    method on_change listener = listeners <- listener :: listeners
    method count = count

    method add n =
      count <- (count + n) land mask;
      self#notify

    method private notify = List.iter (fun listener -> listener count) listeners
  end

class bounded limit =
  object
    inherit counter as super
    method! add n = if count + n <= limit then super#add n
  end

class ['a] stack =
  object
    val mutable items : 'a list = []
    method push item = items <- item :: items

    method pop =
      match items with
      | [] -> None
      | item :: rest ->
        items <- rest;
        Some item

    method fold : 'b. ('b -> 'a -> 'b) -> 'b -> 'b = fun f initial -> List.fold_left f initial items
  end

(* Functional objects: each move makes a new one. *)
class point x y =
  object
    val x = x
    val y = y
    method x : int = x
    method y : int = y
    method move dx dy = {<x = (x + dx) land 0xFFF; y = (y + dy) land 0xFFF>}
  end

(* Accepts anything that has the method. *)
let total_area shapes = List.fold_left (fun sum shape -> (sum + shape#area) land mask) 0 shapes

let () =
  let shapes = [| (new rectangle 3 4 :> shape); (new square 5 :> shape); new triangle 6 7 |] in
  Array.iter (fun shape -> print_endline shape#describe) shapes;
  let sum = ref 0 in
  for i = 1 to rounds do
    let shape = shapes.(i mod 3) in
    if shape#larger shapes.(i mod 2) then sum := !sum + 1;
    sum := (!sum + (shape#scale (i land 3))#area) land mask
  done;
  Printf.printf "scaled %d\n" !sum;
  let counter = new counter and bounded = new bounded 1000 in
  let heard = ref 0 in
  counter#on_change (fun count -> heard := (!heard + count) land mask);
  (bounded :> counter)#on_change (fun _ -> incr heard);
  for i = 1 to rounds do
    let target = if i land 1 = 0 then counter else (bounded :> counter) in
    target#add (i land 7)
  done;
  Printf.printf "counters %d %d, heard %d\n" counter#count bounded#count !heard;
  let stack = new stack in
  for i = 1 to rounds / 10 do
    stack#push (i land 63);
    if i mod 3 = 0 then ignore stack#pop
  done;
  Printf.printf "stack %d %b\n" (stack#fold ( + ) 0) (stack#pop <> None);
  let point = ref (new point 1 2) in
  for i = 1 to rounds do
    point := !point#move i (-i)
  done;
  Printf.printf "point %d %d\n" !point#x !point#y;
  let immediate =
    object
      method area = 1000
      method extra = "not a shape"
    end
  in
  Printf.printf "areas %d %d\n" (total_area (Array.to_list shapes)) (total_area [ immediate ]);
  Printf.printf "identity %b %b\n" (counter = counter) (new counter = new counter)
