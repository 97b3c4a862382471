;; A hash table of the user's own: a vector of association lists, built once, then looked up and folded again and again.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))

(define rounds (size 1000))
(define buckets 1024)
(define entries 4096)

;; Keys are spread by the steps of a linear congruential generator.
(define (next key)
  (modulo (+ (* key 421) 1663) 65536))

(define (find key bucket)
  (cond
   ((null? bucket) #f)
   ((= (car (car bucket)) key) (car bucket))
   (else (find key (cdr bucket)))))

(define (insert! table key value)
  (let* ((i (modulo key buckets))
         (bucket (vector-ref table i))
         (entry (find key bucket)))
    (if entry
        (set-cdr! entry value)
        (vector-set! table i (cons (cons key value) bucket)))))

(define (look-up table key default)
  (let ((entry (find key (vector-ref table (modulo key buckets)))))
    (if entry (cdr entry) default)))

(define (fold procedure seed table)
  (let each-bucket ((i 0) (result seed))
    (if (< i (vector-length table))
        (let each-entry ((bucket (vector-ref table i)) (result result))
          (if (null? bucket)
              (each-bucket (+ i 1) result)
              (each-entry (cdr bucket) (procedure (car (car bucket)) (cdr (car bucket)) result))))
        result)))

(define (fill! table)
  (let loop ((i 0) (key 1))
    (when (< i entries)
      (insert! table key i)
      (loop (+ i 1) (next key)))))

;; Every other key that is looked up is missing.
(define (look-up-all table sum)
  (let loop ((i 0) (key 1) (sum sum))
    (if (< i entries)
        (loop (+ i 1) (next key)
              (modulo (+ sum (+ (look-up table key 7) (look-up table (+ key 65536) 11))) 1000003))
        sum)))

(define table (make-vector buckets '()))
(fill! table)

(define (run rounds)
  (let loop ((round 0) (sum 0))
    (if (< round rounds)
        (loop (+ round 1)
              (fold (lambda (key value sum) (modulo (+ sum (+ (* 3 key) value)) 1000003))
                    (look-up-all table sum)
                    table))
        sum)))

(display (run rounds))
(newline)
(flush-output-port)
