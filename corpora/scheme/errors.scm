;; Exceptions: raise and guard, error objects, handlers that return, clauses that choose, exceptions of the system, ports
;; and loops that raise often. Each exception is for the innermost handler: Hoot 0.9.0 loses those that are passed on.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 200000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

(show "raise" (guard (e (#t (list 'caught e))) (+ 1 (raise 'oops))))
(show "any object" (guard (e ((pair? e) (cdr e))) (raise '(payload 1 2 3))))
(show "error" (guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e))))
                (error "no such thing:" 'thing 42 "text")))
(show "arrow" (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise '((a . 42)))))
(show "second clause" (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise '((b . 23)))))
(show "else" (guard (e ((number? e) 'number) (else (list 'else e))) (raise 'symbol)))
(show "no exception" (guard (e (#t 'caught)) (* 6 7)))
(show "several values" (call-with-values (lambda () (guard (e (#t (values 1 2 3))) (raise 0))) list))

;; A handler of raise-continuable answers in place of the exception.
(show "continuable" (with-exception-handler
                        (lambda (e) (* e 10))
                      (lambda () (+ 1 (raise-continuable 4)))))
(define (answers count)
  (with-exception-handler
      (lambda (e) (modulo (* e 17) 101))
    (lambda ()
      (let loop ((i 0) (total 0))
        (if (= i count) total (loop (+ i 1) (+ total (raise-continuable i))))))))
(show "answers" (answers n))

;; A guard inside another one.
(show "inner guard" (guard (e (#t (list 'outer e)))
                      (list 'result (guard (e ((symbol? e) (list 'inner e))) (raise 'deep)))))
(show "raise in clause" (guard (e (#t (list 'outer e)))
                          (guard (e ((symbol? e) (raise (list 'again e)))) (raise 'first))))

;; Errors that the system detects: only that they raise something, as objects and messages differ between systems.
(define-syntax fails?
  (syntax-rules ()
    ((_ expression) (guard (e (#t #t)) expression #f))))
(define zero (- n n))
(define none (list))
(show "car of nil" (fails? (car none)))
(show "division" (fails? (quotient 1 zero)))
(show "vector index" (fails? (vector-ref (make-vector 3 0) (+ zero 3))))
(show "string index" (fails? (string-ref "abc" (+ zero 3))))
(show "not a procedure" (fails? ((vector-ref (vector 1 2) zero) 3)))
(show "wrong type" (fails? (+ 'a zero)))
(show "argument count" (fails? ((vector-ref (vector (lambda (x) x)) zero))))

;; Loops that raise: near, and from a recursion; with an error object, which is allocated. A small part of the size, as
;; Hoot 0.9.0 is quadratic in how often a handler is installed, which each guard does.
(define (risky i)
  (cond ((= 0 (modulo i 5)) (raise i))
        ((= 1 (modulo i 5)) (error "one" i))
        (else 2)))
(define (near count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (loop (+ i 1)
              (+ total
                 (guard (e ((number? e) 1)
                           ((error-object? e) (length (error-object-irritants e))))
                   (risky i)))))))
(show "near" (near (quotient n 50)))

;; The same with one handler for all, which escapes by the continuation of the call that raises.
(define (escapes count)
  (define continue #f)
  (with-exception-handler
      (lambda (e) (continue (if (number? e) 1 (length (error-object-irritants e)))))
    (lambda ()
      (let loop ((i 0) (total 0))
        (if (= i count)
            total
            (loop (+ i 1)
                  (+ total (call-with-current-continuation
                            (lambda (k)
                              (set! continue k)
                              (risky i))))))))))
(show "escapes" (escapes n))
(define (far depth count)
  (define (down depth i)
    (if (= depth 0) (raise i) (+ 1 (down (- depth 1) i))))
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (loop (+ i 1) (+ total (guard (e ((number? e) e)) (down depth i)))))))
(show "far" (far 100 (quotient n 100)))

;; A guard in every frame of a recursion; each turns the exception into a new one.
(define (relay depth)
  (if (= depth 0)
      (raise 0)
      (guard (e ((number? e) (raise (+ e 1))))
        (relay (- depth 1)))))
(show "relay" (guard (e (#t e)) (relay 50)))

;; Exceptions while a string port is being written.
(show "port" (let ((port (open-output-string)))
               (guard (e (#t (write e port)))
                 (display "before " port)
                 (raise '(in the middle)))
               (get-output-string port)))
(flush-output-port)
