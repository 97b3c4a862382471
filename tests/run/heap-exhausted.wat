;; A list that grows for ever ends with the live size and the limit.
;;! clang = true
;;! env.GC_OPTIONS = "heap-size-policy=fixed,heap-size=4m"
;;! status = 134
;;! stderr = "error: wasm trap: heap exhausted (live "
;;! stderr = " bytes, limit 4194304 bytes)\nbacktrace:\n"
;;! stress = 20000
(module
  (type $cell (struct (field (ref null $cell)) (field i32)))
  (func $grow (param $list (ref null $cell)) (param $i i32) (result (ref null $cell))
    (loop $next
      (local.set $list (struct.new $cell (local.get $list) (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next))
    (unreachable))
  (func $_start (export "_start") (drop (call $grow (ref.null $cell) (i32.const 0)))))
