;; Calls and fixnum arithmetic, nothing else: one known procedure that calls itself twice.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))

(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))

(display (fib (size 37)))
(newline)
(flush-output-port)
