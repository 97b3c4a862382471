;; Laziness: delay and force, delay-force without growing the stack, streams of primes and power series, memoisation.
(import (scheme base) (scheme lazy) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 6000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; A promise runs once.
(define runs 0)
(define once (delay (begin (set! runs (+ runs 1)) (* 6 7))))
(show "once" (let* ((a (force once)) (b (force once))) (list a b runs)))
(show "not a promise" (list (promise? once) (promise? 1) (force (make-promise 3)) (promise? (make-promise once))))
(show "failing" (let* ((tries 0) (p (delay (begin (set! tries (+ tries 1)) (if (< tries 3) (raise 'early) tries)))))
                  (define (attempt) (guard (e (#t e)) (force p)))
                  (let* ((a (attempt)) (b (attempt)) (c (attempt)) (d (attempt))) (list a b c d))))

;; A chain of promises, each of which is the next one.
(define (chain left) (delay-force (if (= left 0) (delay 'end) (chain (- left 1)))))
(show "chain" (force (chain (* 100 n))))

;; Streams: a pair whose rest is a promise.
(define-syntax stream-cons (syntax-rules () ((_ first rest) (cons first (delay rest)))))
(define (rest stream) (force (cdr stream)))
(define (take count stream) (if (= count 0) '() (cons (car stream) (take (- count 1) (rest stream)))))
(define (nth count stream) (if (= count 0) (car stream) (nth (- count 1) (rest stream))))
(define (from i) (stream-cons i (from (+ i 1))))
(define (map-stream f stream) (stream-cons (f (car stream)) (map-stream f (rest stream))))
(define (add a b) (stream-cons (+ (car a) (car b)) (add (rest a) (rest b))))
(define (keep wanted? stream)
  (if (wanted? (car stream))
      (stream-cons (car stream) (keep wanted? (rest stream)))
      (keep wanted? (rest stream))))
(show "squares" (take 10 (map-stream (lambda (x) (* x x)) (from 1))))

(define fibonacci (stream-cons 0 (stream-cons 1 (add fibonacci (rest fibonacci)))))
(show "fibonacci" (list (take 15 fibonacci) (modulo (nth n fibonacci) 1000003)))

(define primes
  (stream-cons 2 (keep (lambda (i)
                         (let loop ((primes primes))
                           (let ((prime (car primes)))
                             (cond ((> (* prime prime) i) #t)
                                   ((= 0 (modulo i prime)) #f)
                                   (else (loop (rest primes)))))))
                       (from 3))))
(show "primes" (list (take 12 primes) (nth (* 4 n) primes)))

(define (merge a b)
  (cond ((< (car a) (car b)) (stream-cons (car a) (merge (rest a) b)))
        ((> (car a) (car b)) (stream-cons (car b) (merge a (rest b))))
        (else (stream-cons (car a) (merge (rest a) (rest b))))))
(define (scale k stream) (map-stream (lambda (x) (* k x)) stream))
(define smooth (stream-cons 1 (merge (scale 2 smooth) (merge (scale 3 smooth) (scale 5 smooth)))))
(show "smooth numbers" (list (take 20 smooth) (nth (* 2 n) smooth)))

;; Power series with exact coefficients; sine and cosine are defined by each other.
(define (integral series)
  (let loop ((series series) (i 1))
    (stream-cons (/ (car series) i) (loop (rest series) (+ i 1)))))
(define sine (stream-cons 0 (integral cosine)))
(define cosine (stream-cons 1 (map-stream - (integral sine))))
(define (multiply a b)
  (stream-cons (* (car a) (car b))
               (add (scale (car a) (rest b)) (multiply (rest a) b))))
(show "sine" (take 8 sine))
(show "cosine" (take 8 cosine))
(show "one" (take (if (< n 1000) 8 24) (add (multiply sine sine) (multiply cosine cosine))))

;; Pascal's triangle, row by row.
(define (next-row row) (map + (cons 0 row) (append row '(0))))
(define pascal (stream-cons '(1) (map-stream next-row pascal)))
(show "pascal" (list (take 6 pascal) (modulo (apply + (nth (quotient n 10) pascal)) 1000003)))
(flush-output-port)
