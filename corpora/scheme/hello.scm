;; The smallest module. Without the flush nothing would be printed: Hoot buffers standard output and drops the buffer at exit.
(import (scheme base) (scheme write))
(display "Hello from Scheme, λ and 🙂")
(newline)
(flush-output-port)
