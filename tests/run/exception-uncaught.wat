;; Nobody catches it: status 134, the tag's name, and the backtrace of the throw.
;;! clang = true
;;! status = 134
;;! stderr = "error: wasm trap: uncaught exception"
(module
  (tag $e (export "e") (param i32))
  (tag $other)
  (func $throw (throw $e (i32.const 1)))
  (func (export "_start") (block $h (try_table (catch $other $h) (call $throw)))))
