;; Fibers: channels, sleeps, conditions, choices of operations, errors that cross from one fiber to another. The program's
;; result is a procedure, as Hoot's asynchronous runner wants it; what that is resolved with is printed by the runner.
;; What is compared by time is 80 ms apart or more: a fiber looks at the clock when it goes to sleep.
(import (scheme base) (scheme write)
        (fibers) (fibers channels) (fibers conditions) (fibers operations) (fibers promises)
        (only (fibers timers) sleep-operation))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 3000))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; Calls PROCEDURE with each of 0 to COUNT - 1.
(define (for-numbers count procedure)
  (let loop ((i 0))
    (when (< i count)
      (procedure i)
      (loop (+ i 1)))))

(define (receive-all channel count)
  (let loop ((i 0) (items '()))
    (if (= i count)
        (reverse items)
        (loop (+ i 1) (cons (get-message channel) items)))))

;; Two fibers that count for each other.
(define (ping-pong rounds)
  (let ((there (make-channel)) (back (make-channel)))
    (spawn-fiber
     (lambda ()
       (let loop ()
         (put-message back (+ 1 (get-message there)))
         (loop))))
    (let loop ((i 0) (value 0))
      (if (= i rounds)
          value
          (begin
            (put-message there value)
            (loop (+ i 1) (get-message back)))))))

;; A fiber for each prime, which passes on what it does not divide.
(define (primes count)
  (define numbers (make-channel))
  (spawn-fiber
   (lambda ()
     (let loop ((i 2))
       (put-message numbers i)
       (loop (+ i 1)))))
  (let loop ((source numbers) (found '()))
    (if (= (length found) count)
        (reverse found)
        (let ((prime (get-message source)) (rest (make-channel)))
          (spawn-fiber
           (lambda ()
             (let next ()
               (let ((i (get-message source)))
                 (unless (zero? (modulo i prime)) (put-message rest i))
                 (next)))))
          (loop rest (cons prime found))))))

;; Each sleeps as long as its number says.
(define (sort-by-sleeping numbers)
  (let ((channel (make-channel)))
    (for-each
     (lambda (number)
       (spawn-fiber
        (lambda ()
          (sleep (/ number 12.0))
          (put-message channel number))))
     numbers)
    (receive-all channel (length numbers))))

(define (timeout-or operation seconds)
  (perform-operation
   (choice-operation
    (wrap-operation operation (lambda (value) (list 'value value)))
    (wrap-operation (sleep-operation seconds) (lambda () 'timeout)))))

(define (wait-for-all count)
  (let ((start (make-condition)) (done (make-channel)))
    (for-numbers count
     (lambda (i)
       (spawn-fiber
        (lambda ()
          (wait start)
          (put-message done (* i i))))))
    (signal-condition! start)
    (apply + (receive-all done count))))

;; What a fiber raises is told to whoever waits for it.
(define (call-in-fiber thunk)
  (let ((channel (make-channel)))
    (spawn-fiber
     (lambda ()
       (put-message channel
                    (guard (e ((error-object? e) (list 'failed (error-object-message e)))
                              (else (list 'raised e)))
                      (list 'returned (thunk))))))
    (get-message channel)))

(define parameter (make-parameter 'outside))
(define (parameters-are-own)
  (let ((channel (make-channel)))
    (parameterize ((parameter 'inside))
      (spawn-fiber (lambda () (put-message channel (parameter)))))
    (spawn-fiber
     (lambda ()
       (parameterize ((parameter 'other))
         (sleep 0.001)
         (put-message channel (parameter)))))
    (let ((first (get-message channel)))
      (list first (get-message channel) (parameter)))))

(define (main)
  (show "ping-pong" (ping-pong n))
  (show "primes" (primes (quotient n 60)))
  (show "sorted" (sort-by-sleeping '(3 1 4 2)))
  (show "timeout" (timeout-or (get-operation (make-channel)) 0.002))
  (show "in time" (let ((channel (make-channel)))
                    (spawn-fiber (lambda () (put-message channel 'here)))
                    (timeout-or (get-operation channel) 1)))
  (show "waited" (wait-for-all (quotient n 10)))
  (show "call" (call-in-fiber (lambda () (sleep 0.001) 'well)))
  (show "call" (call-in-fiber (lambda () (sleep 0.001) (error "not well" 1))))
  (show "call" (call-in-fiber (lambda () (raise 'ill))))
  (show "parameters" (parameters-are-own))
  (flush-output-port)
  (values 'done 42 (expt 3 60) 2/3 -1.5 1e21 0.1 "a \"string\"\n" #\x #\newline '(1 (2) . 3) #(a b) #u8(1 2) '() #t))

(lambda (resolved rejected)
  (call-with-async-result resolved rejected main))
