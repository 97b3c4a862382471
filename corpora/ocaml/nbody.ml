(* A gravitating system of six made-up bodies, leapfrog steps: records of mutable floats and float arithmetic. *)
let steps = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 3000000

type body = {
  mass : float;
  mutable x : float;
  mutable y : float;
  mutable z : float;
  mutable vx : float;
  mutable vy : float;
  mutable vz : float;
}

let body mass x y z vx vy vz = { mass; x; y; z; vx; vy; vz }

let bodies =
  [|
    body 40.0 0.0 0.0 0.0 0.0 0.0 0.0;
    body 0.04 5.0 0.5 (-0.1) 0.2 2.7 0.0;
    body 0.01 (-8.0) 3.0 0.3 (-0.7) (-1.9) 0.03;
    body 0.002 1.5 13.0 (-0.2) (-1.7) 0.2 0.01;
    body 0.002 (-20.0) (-12.0) 0.5 0.6 (-1.1) (-0.02);
    body 0.0001 0.0 (-2.0) 0.1 4.4 0.1 0.2;
  |]

(* Puts the centre of momentum at rest. *)
let settle () =
  let px = ref 0.0 and py = ref 0.0 and pz = ref 0.0 in
  Array.iter
    (fun b ->
      px := !px +. (b.mass *. b.vx);
      py := !py +. (b.mass *. b.vy);
      pz := !pz +. (b.mass *. b.vz))
    bodies;
  let sun = bodies.(0) in
  sun.vx <- sun.vx -. (!px /. sun.mass);
  sun.vy <- sun.vy -. (!py /. sun.mass);
  sun.vz <- sun.vz -. (!pz /. sun.mass)

let energy () =
  let total = ref 0.0 in
  Array.iteri
    (fun i a ->
      total := !total +. (0.5 *. a.mass *. ((a.vx *. a.vx) +. (a.vy *. a.vy) +. (a.vz *. a.vz)));
      for j = i + 1 to Array.length bodies - 1 do
        let b = bodies.(j) in
        let dx = a.x -. b.x and dy = a.y -. b.y and dz = a.z -. b.z in
        total := !total -. (a.mass *. b.mass /. sqrt ((dx *. dx) +. (dy *. dy) +. (dz *. dz)))
      done)
    bodies;
  !total

let kick dt =
  let count = Array.length bodies in
  for i = 0 to count - 1 do
    let a = bodies.(i) in
    for j = i + 1 to count - 1 do
      let b = bodies.(j) in
      let dx = a.x -. b.x and dy = a.y -. b.y and dz = a.z -. b.z in
      let square = (dx *. dx) +. (dy *. dy) +. (dz *. dz) in
      let pull = dt /. (square *. sqrt square) in
      let toward_b = b.mass *. pull and toward_a = a.mass *. pull in
      a.vx <- a.vx -. (dx *. toward_b);
      a.vy <- a.vy -. (dy *. toward_b);
      a.vz <- a.vz -. (dz *. toward_b);
      b.vx <- b.vx +. (dx *. toward_a);
      b.vy <- b.vy +. (dy *. toward_a);
      b.vz <- b.vz +. (dz *. toward_a)
    done
  done

let drift dt =
  Array.iter
    (fun b ->
      b.x <- b.x +. (dt *. b.vx);
      b.y <- b.y +. (dt *. b.vy);
      b.z <- b.z +. (dt *. b.vz))
    bodies

let () =
  settle ();
  Printf.printf "energy %.7f\n" (energy ());
  for _ = 1 to steps do
    kick 0.0005;
    drift 0.0005
  done;
  Printf.printf "energy %.7f\n" (energy ());
  Array.iteri (fun i b -> Printf.printf "body %d at %.6f %.6f %.6f\n" i b.x b.y b.z) bodies
