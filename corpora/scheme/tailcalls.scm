;; Ten million calls in tail position, none of which may take stack: self, mutual, through variables, with many arguments,
;; through apply, in continuation-passing style, in a state machine made of closures.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 10000000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

(define (self i sum) (if (= i 0) sum (self (- i 1) (modulo (+ sum i) 65521))))
(show "self" (self n 0))

(define (even-length? i) (if (= i 0) #t (odd-length? (- i 1))))
(define (odd-length? i) (if (= i 0) #f (even-length? (- i 1))))
(show "mutual" (even-length? n))

;; The callee is only known when the program runs.
(define steps (vector (lambda (i x) (step (- i 1) (+ x 1)))
                      (lambda (i x) (step (- i 1) (* x 2)))
                      (lambda (i x) (step (- i 1) (- x 3)))))
(define (step i x)
  (if (= i 0) x ((vector-ref steps (modulo i 3)) i (modulo x 10007))))
(show "unknown" (step (quotient n 4) 1))

;; More arguments than registers, rotated.
(define (many i a b c d e f g h j k)
  (if (= i 0)
      (list a b c d e f g h j k)
      (many (- i 1) b c d e f g h j k (modulo (+ a k) 1009))))
(show "many arguments" (many (quotient n 4) 1 2 3 4 5 6 7 8 9 10))

(define (applied i . rest)
  (if (= i 0) rest (apply applied (- i 1) (cdr rest))))
(define (through-apply i x)
  (if (= i 0) x (apply through-apply (list (- i 1) (modulo (+ (* 3 x) i) 1009)))))
(show "apply" (through-apply (quotient n 10) 1))
(show "rest" (applied 3 'a 'b 'c 'd 'e))

;; Continuations as closures.
(define (fib-cps n k)
  (if (< n 2)
      (k n)
      (fib-cps (- n 1) (lambda (a) (fib-cps (- n 2) (lambda (b) (k (+ a b))))))))
(show "continuations" (fib-cps (if (< n 100000) 12 25) (lambda (x) x)))

;; A machine that reads digits of a generator; a state is a procedure.
(define (machine start left)
  (define (next state) (modulo (+ (* 1103 state) 12345) 65521))
  (define (idle state left zeros)
    (cond ((= left 0) (list 'idle zeros))
          ((= 0 (modulo state 3)) (counting (next state) (- left 1) zeros))
          (else (idle (next state) (- left 1) zeros))))
  (define (counting state left zeros)
    (cond ((= left 0) (list 'counting zeros))
          ((= 0 (modulo state 5)) (idle (next state) (- left 1) (+ zeros 1)))
          ((= 1 (modulo state 5)) (skipping (next state) (- left 1) zeros))
          (else (counting (next state) (- left 1) zeros))))
  (define (skipping state left zeros)
    (cond ((= left 0) (list 'skipping zeros))
          ((even? state) (idle (next state) (- left 1) zeros))
          (else (skipping (next state) (- left 1) zeros))))
  (idle start left 0))
(show "machine" (machine 1 (quotient n 2)))

;; A loop in the last position of cond, case, and, or, when, let and do.
(define (forms i seen)
  (cond ((= i 0) seen)
        (else (let ((rest (- i 1)))
                (case (modulo i 4)
                  ((0) (and #t (forms rest (+ seen 1))))
                  ((1) (or #f (forms rest seen)))
                  ((2) (when #t (forms rest seen)))
                  (else (do () (#t (forms rest seen)))))))))
(show "forms" (forms (quotient n 2) 0))
(flush-output-port)
