;; Expressions that are read and evaluated at run time: arithmetic, closures, macros, continuations, errors, definitions that
;; later expressions see, libraries that are imported by name. Compiled with -fruntime-modules, so the module has 6 MB.
(import (scheme base) (scheme write) (scheme read) (scheme eval) (scheme repl))

(define here (interaction-environment))

(define (condition error)
  (if (error-object? error)
      (list 'error (error-object-message error))
      (list 'raised error)))

(define (evaluated expression)
  (guard (error (#t (condition error)))
    (eval expression here)))

;; All that standard input has: an expression and its value, in a line each.
(define (evaluate-input)
  (let loop ((count 0))
    (let ((expression (read)))
      (if (eof-object? expression)
          count
          (begin
            (write expression)
            (newline)
            (display "  => ")
            (write (evaluated expression))
            (newline)
            (loop (+ count 1)))))))

;; Expressions that a program makes: sums of x to a power, as nested procedures.
(define (polynomial coefficients)
  (if (null? coefficients)
      '(lambda (x) 0)
      `(lambda (x) (+ ,(car coefficients) (* x (,(polynomial (cdr coefficients)) x))))))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

(show "expressions" (evaluate-input))
(show "polynomial" (map (eval (polynomial '(1 2 3 4 5 6 7 8)) here) '(0 1 -1 10 1/2)))
(define base (environment '(scheme base)))
(show "environment" (eval '(let-values (((q r) (floor/ 17 5))) (* q r)) base))
(show "guard" (eval '(guard (e ((symbol? e) (list 'caught e))) (raise 'again)) base))
(show "renamed" (eval '(add 1 2) (environment '(rename (only (scheme base) + -) (+ add)))))
(show "procedure" ((eval '(lambda (f) (f (f 3))) here) (lambda (x) (* x x))))
(flush-output-port)
