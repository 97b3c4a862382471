;; Work for the collector: short-lived pairs beside a long-lived graph that is rewired all the time, cycles, big vectors that
;; point at young objects, closures, strings, boxed floats; everything that should be alive is checked at the end.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 400000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

(define (random state) (modulo (+ (* state 1103) 12345) 262139))

;; Trees made and dropped.
(define (make-tree depth label)
  (if (= depth 0)
      (vector label #f #f)
      (vector label (make-tree (- depth 1) (* 2 label)) (make-tree (- depth 1) (+ 1 (* 2 label))))))
(define (check tree)
  (if tree
      (modulo (+ (vector-ref tree 0) (* 3 (check (vector-ref tree 1))) (* 5 (check (vector-ref tree 2)))) 65521)
      1))
(define depth (if (< n 10000) 5 13))
(define keeper (make-tree depth 1))
(show "trees" (let loop ((i 0) (sum 0))
                (if (= i 20) sum (loop (+ i 1) (modulo (+ sum (check (make-tree depth i))) 65521)))))

;; A ring of cells with a random chord each; a step moves a chord and replaces a cell.
(define ring-size (if (< n 10000) 50 5000))
(define ring (make-vector ring-size #f))
(define (make-cell id) (vector id #f (list id) (lambda () id)))
(do ((i 0 (+ i 1))) ((= i ring-size)) (vector-set! ring i (make-cell i)))
(do ((i 0 (+ i 1))) ((= i ring-size))
  (vector-set! (vector-ref ring i) 1 (vector-ref ring (modulo (+ i 1) ring-size))))
(define (churn steps)
  (let loop ((i 0) (state 7) (sum 0))
    (if (= i steps)
        sum
        (let* ((state (random state))
               (place (modulo state ring-size))
               (cell (vector-ref ring place))
               (fresh (make-cell (modulo (+ i state) 1009)))
               (other (vector-ref ring (modulo (* 7 state) ring-size))))
          (vector-set! fresh 1 other)
          (vector-set! fresh 2 (cons i (if (< (length (vector-ref cell 2)) 4) (vector-ref cell 2) '())))
          (when (odd? state) (vector-set! other 1 fresh))
          (vector-set! ring place fresh)
          (loop (+ i 1) state (modulo (+ (* 3 sum) ((vector-ref cell 3)) (car (vector-ref other 2))) 65521))))))
(show "churn" (churn n))
(define (walk steps)
  (let loop ((i 0) (cell (vector-ref ring 0)) (sum 0))
    (if (= i steps)
        sum
        (loop (+ i 1)
              (if (= 0 (modulo i 17)) (vector-ref ring (modulo i ring-size)) (vector-ref cell 1))
              (modulo (+ (* 5 sum) (vector-ref cell 0) (apply + (vector-ref cell 2)) ((vector-ref cell 3))) 65521)))))
(show "walk" (walk n))

;; A big vector of lists that grow and are cut.
(define buckets (make-vector ring-size '()))
(let loop ((i 0) (state 3))
  (when (< i n)
    (let* ((place (modulo state ring-size)) (old (vector-ref buckets place)))
      (vector-set! buckets place
                   (if (and (pair? old) (pair? (cdr old)) (pair? (cddr old)))
                       (list (cons i (car old)))
                       (cons (cons i state) old))))
    (loop (+ i 1) (random state))))
(define (weight x)
  (cond ((pair? x) (modulo (+ (* 3 (weight (car x))) (weight (cdr x)) 1) 65521))
        ((number? x) x)
        (else 0)))
(show "buckets" (weight (vector->list buckets)))

;; Boxed floats and strings that die young; one in a hundred is kept.
(define (kept-floats count)
  (let loop ((i 0) (x 0.5) (kept '()))
    (if (= i count)
        (let ((sum (apply + 0.0 kept))) (list (length kept) (exact (floor (* 1000.0 sum)))))
        (loop (+ i 1) (let ((y (* 3.7 x (- 1.0 x)))) (if (< i 30) y (/ (+ y 0.5) 2.0)))
              (if (= 0 (modulo i 100)) (cons x kept) kept)))))
(show "floats" (kept-floats (quotient n 2)))
(define (kept-strings count)
  (let loop ((i 0) (kept '()))
    (if (= i count)
        (list (length kept) (string-length (apply string-append kept)))
        (let ((text (string-append "s" (number->string i) "-" (number->string (* i i)))))
          (loop (+ i 1) (if (= 0 (modulo i 100)) (cons text kept) kept))))))
(show "strings" (kept-strings (quotient n 20)))

;; Cycles that nobody holds.
(show "cycles" (let loop ((i 0) (sum 0))
                 (if (= i (quotient n 4))
                     sum
                     (let* ((a (list i 2)) (b (cons a a)))
                       (set-cdr! (cdr a) b)
                       (loop (+ i 1) (modulo (+ sum (car (car (cdr (cdr a))))) 65521))))))
(show "keeper" (check keeper))
(flush-output-port)
