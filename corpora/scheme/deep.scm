;; Recursion a million calls deep that is not in tail position: sums, lists, trees leaning to one side, map, append, mutual
;; recursion, a deep structure compared and walked, an escape and an exception from the bottom.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 1000000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

(define (sum-to n) (if (= n 0) 0 (+ 1 (sum-to (- n 1)))))
(show "sum" (sum-to n))

(define (count-list from to) (if (= from to) '() (cons from (count-list (+ from 1) to))))
(define long (count-list 0 n))
(show "list" (length long))
(define (total items) (if (null? items) 0 (+ (car items) (total (cdr items)))))
(show "total" (total long))
(define (my-append a b) (if (null? a) b (cons (car a) (my-append (cdr a) b))))
(show "append" (length (my-append long '(1 2 3))))
(show "map" (let loop ((items (map (lambda (x) (modulo (* x x) 1009)) long)) (sum 0))
              (if (null? items) sum (loop (cdr items) (+ sum (car items))))))

(define (my-even? n) (if (= n 0) #t (not (my-odd? (- n 1)))))
(define (my-odd? n) (if (= n 0) #f (not (my-even? (- n 1)))))
(show "mutual" (list (my-even? n) (my-odd? n)))

;; Floats and several live values across each call.
(define (mixed n a b x)
  (if (= n 0)
      x
      (let ((below (mixed (- n 1) b (modulo (+ a b) 1009) (+ x 0.5))))
        (+ below (if (< a b) 1.0 -1.0)))))
(show "mixed" (exact (mixed n 1 2 0.25)))

;; A tree that is one long left spine, and a list nested in itself.
(define (left-spine n) (let loop ((i 0) (tree '())) (if (= i n) tree (loop (+ i 1) (cons tree i)))))
(define spine (left-spine n))
(define (weight tree)
  (cond ((null? tree) 0)
        ((pair? tree) (+ (weight (car tree)) (modulo (cdr tree) 3)))
        (else 1)))
(show "spine" (weight spine))
(define (same? a b)
  (if (and (pair? a) (pair? b))
      (and (eqv? (cdr a) (cdr b)) (let ((below (same? (car a) (car b)))) (if below 'same #f)))
      (eqv? a b)))
(show "same" (same? spine (left-spine n)))

;; Out of the depths at once.
(show "escape" (call/cc (lambda (k) (let down ((i n)) (if (= i 0) (k 'bottom) (+ 1 (down (- i 1))))))))
(show "exception" (guard (e ((symbol? e) e)) (let down ((i n)) (if (= i 0) (raise 'lost) (+ 1 (down (- i 1)))))))

;; Several values returned through every frame.
(define (split items)
  (if (null? items)
      (values '() '())
      (call-with-values (lambda () (split (cdr items)))
        (lambda (evens odds)
          (if (even? (car items))
              (values (cons (car items) evens) odds)
              (values evens (cons (car items) odds)))))))
(show "split" (call-with-values (lambda () (split long)) (lambda (a b) (list (length a) (length b) (car b)))))
(flush-output-port)
