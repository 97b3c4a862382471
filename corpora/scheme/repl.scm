;; Hoot's own read-eval-print loop, with the whole language at run time.
(import (hoot repl))
(spawn-repl)
