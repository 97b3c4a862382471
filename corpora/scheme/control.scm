;; call/cc: escapes from loops and recursion, loops made of re-entered continuations, two coroutines, backtracking with amb.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 60000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; Leaves a loop early.
(define (index-of wanted items)
  (call/cc
   (lambda (return)
     (let ((index 0))
       (for-each (lambda (item)
                   (when (equal? item wanted) (return index))
                   (set! index (+ index 1)))
                 items)
       #f))))
(show "index" (index-of 7 '(3 1 4 1 5 9 2 6 5 3 5 8 9 7 9)))
(show "no index" (index-of 10 '(3 1 4 1 5)))

;; Leaves a recursion many frames deep; the products never happen.
(define (product items)
  (call/cc
   (lambda (return)
     (let loop ((items items))
       (cond ((null? items) 1)
             ((eqv? (car items) 0) (return 0))
             (else (modulo (* (car items) (loop (cdr items))) 10007)))))))
(define (numbers from to)
  (let loop ((i to) (items '()))
    (if (< i from) items (loop (- i 1) (cons i items)))))
(show "product" (product (numbers 1 500)))
(show "product with zero" (product (append (numbers 1 500) '(0))))
(define escapes
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (loop (+ i 1) (+ sum (call/cc (lambda (k) (+ 1000 (if (even? i) (k 1) 2)))))))))
(show "escapes" escapes)

;; A loop that is nothing but one continuation, entered again and again.
(define (count-down from)
  (let* ((steps 0)
         (again #f)
         (left (call/cc (lambda (k) (set! again k) from))))
    (set! steps (+ steps 1))
    (if (> left 0) (again (- left 1)) steps)))
(show "re-entered" (count-down n))

;; Several values through a continuation.
(show "values" (call-with-values (lambda () (call/cc (lambda (k) (+ 1 (k 1 2 3))))) list))

;; Two coroutines that hand each other a token.
(define (ping-pong rounds)
  (define other #f)
  (define log 0)
  (define (transfer token)
    (call/cc
     (lambda (here)
       (let ((there other))
         (set! other here)
         (there token)))))
  (call/cc
   (lambda (done)
     (set! other
           (lambda (token)
             (let loop ((token token))
               (set! log (modulo (+ (* 3 log) token) 65521))
               (loop (transfer (+ token 1))))))
     (let loop ((round 0) (token 1))
       (if (= round rounds)
           (done (cons token log))
           (loop (+ round 1) (transfer token)))))))
(show "ping-pong" (ping-pong n))

;; A generator over the leaves of a tree, made of two continuations.
(define (leaves tree)
  (define return #f)
  (define (resume)
    (let walk ((tree tree))
      (cond ((null? tree) #f)
            ((pair? tree) (walk (car tree)) (walk (cdr tree)))
            (else (call/cc (lambda (rest)
                             (set! resume (lambda () (rest #f)))
                             (return tree))))))
    (return 'end))
  (lambda ()
    (call/cc (lambda (k) (set! return k) (resume)))))
(define (same-fringe? one two)
  (let ((next-one (leaves one)) (next-two (leaves two)))
    (let loop ()
      (let* ((leaf-one (next-one)) (leaf-two (next-two)))
        (cond ((not (eqv? leaf-one leaf-two)) #f)
              ((eq? leaf-one 'end) #t)
              (else (loop)))))))
(show "same fringe" (same-fringe? '(1 (2 3) ((4) 5)) '((1 2) (3 (4)) 5)))
(show "other fringe" (same-fringe? '(1 (2 3) ((4) 5)) '((1 2) (4 (3)) 5)))

;; amb: choices are continuations on a stack of failures.
(define failures '())
(define (fail)
  (let ((next (car failures)))
    (set! failures (cdr failures))
    (next #f)))
(define (choose options)
  (call/cc
   (lambda (return)
     (let loop ((options options))
       (if (null? options)
           (fail)
           (begin
             (call/cc (lambda (next)
                        (set! failures (cons next failures))
                        (return (car options))))
             (loop (cdr options))))))))
(define (require condition) (unless condition (fail)))

(define (triples limit)
  (let ((found '()))
    (call/cc (lambda (done)
               (set! failures (list done))
               (let* ((a (choose (numbers 1 limit)))
                      (b (choose (numbers a limit)))
                      (c (choose (numbers b limit))))
                 (require (= (* c c) (+ (* a a) (* b b))))
                 (set! found (cons (list a b c) found))
                 (fail))))
    (reverse found)))
(show "triples" (triples (if (< n 1000) 14 60)))
(flush-output-port)
