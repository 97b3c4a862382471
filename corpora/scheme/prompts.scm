;; Prompts: generators that suspend by capturing a delimited continuation, aborts that only escape, nested prompts of
;; different tags. Each continuation is entered at most once, and prompts are never re-entered after they were left.
(import (scheme base) (scheme write)
        (only (guile) make-prompt-tag call-with-prompt abort-to-prompt))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 300000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; A generator: PRODUCE gets a procedure that hands out one value. Each call of the result runs to the next value.
(define (make-generator produce)
  (define tag (make-prompt-tag "generator"))
  (define (next)
    (produce (lambda (value) (abort-to-prompt tag value)))
    (set! next (lambda () 'end))
    'end)
  (lambda ()
    (call-with-prompt tag
                      (lambda () (next))
                      (lambda (rest value)
                        (set! next (lambda () (rest #f)))
                        value))))

(define (collect generator)
  (let loop ((items '()))
    (let ((item (generator)))
      (if (eq? item 'end) (reverse items) (loop (cons item items))))))

(define (count-to limit)
  (make-generator
   (lambda (yield)
     (let loop ((i 1))
       (when (<= i limit)
         (yield i)
         (loop (+ i 1)))))))
(show "count" (collect (count-to 10)))

(define (sum generator)
  (let loop ((total 0))
    (let ((item (generator)))
      (if (eq? item 'end) total (loop (modulo (+ (* 5 total) item) 1000003))))))
(show "long count" (sum (count-to n)))

;; Yields from within a recursion, so that the continuation holds many frames.
(define (walk-tree depth)
  (make-generator
   (lambda (yield)
     (let walk ((depth depth) (name 1))
       (unless (= depth 0)
         (walk (- depth 1) (* 2 name))
         (yield name)
         (walk (- depth 1) (+ 1 (* 2 name))))))))
(show "tree" (collect (walk-tree 4)))
(show "big tree" (sum (walk-tree (if (< n 1000) 6 13))))

;; Two generators in turn.
(define (interleave one two)
  (let loop ((items '()))
    (let* ((a (one)) (b (two)))
      (if (or (eq? a 'end) (eq? b 'end))
          (reverse items)
          (loop (cons b (cons a items)))))))
(show "interleaved" (interleave (count-to 5) (walk-tree 3)))

;; A generator that consumes another one: a prompt inside a prompt.
(define (keep wanted? generator)
  (make-generator
   (lambda (yield)
     (let loop ()
       (let ((item (generator)))
         (unless (eq? item 'end)
           (when (wanted? item) (yield item))
           (loop)))))))
(define (sieve limit)
  (let loop ((source (let ((from (count-to limit))) (from) from)) (primes '()))
    (let ((prime (source)))
      (if (eq? prime 'end)
          (reverse primes)
          (loop (keep (lambda (i) (not (= 0 (modulo i prime)))) source)
                (cons prime primes))))))
(show "sieve" (sieve (if (< n 1000) 20 100)))

;; Aborts that only escape: the handler drops the continuation.
(define escape (make-prompt-tag "escape"))
(define (find-deep depth)
  (call-with-prompt escape
                    (lambda ()
                      (let down ((depth depth))
                        (if (= depth 0)
                            (abort-to-prompt escape 'bottom 'reached)
                            (+ 1 (down (- depth 1))))))
                    (lambda (rest where what) (list where what))))
(show "deep escape" (find-deep n))
(define (escapes count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (loop (+ i 1)
              (+ total
                 (call-with-prompt escape
                                   (lambda () (if (even? i) (abort-to-prompt escape 3) 1))
                                   (lambda (rest value) value)))))))
(show "escapes" (escapes (quotient n 2)))

;; No abort at all: the values of the body pass through.
(show "values" (call-with-values
                   (lambda () (call-with-prompt escape (lambda () (values 1 2 3)) (lambda (rest . values) values)))
                 list))

;; Two tags: the inner prompt is passed over by an abort to the outer one.
(define outer (make-prompt-tag "outer"))
(define inner (make-prompt-tag "inner"))
(define (two-tags to)
  (call-with-prompt outer
                    (lambda ()
                      (list 'inner-result
                            (call-with-prompt inner
                                              (lambda () (+ 1 (abort-to-prompt to 'value)))
                                              (lambda (rest value) (list 'inner value)))))
                    (lambda (rest value) (list 'outer value))))
(show "to inner" (two-tags inner))
(show "to outer" (two-tags outer))

;; A scheduler: threads are generators in a queue.
(define (run-threads threads)
  (let loop ((ready threads) (later '()) (log 0) (switches 0))
    (cond ((pair? ready)
           (let ((step ((car ready))))
             (if (eq? step 'end)
                 (loop (cdr ready) later log switches)
                 (loop (cdr ready) (cons (car ready) later) (modulo (+ (* 7 log) step) 1000003) (+ switches 1)))))
          ((pair? later) (loop (reverse later) '() log switches))
          (else (list log switches)))))
(show "threads" (run-threads (map (lambda (i) (count-to (* i (quotient n 400)))) '(1 2 3 4 5 6 7 8 9 10))))
(flush-output-port)
