;; What only a host has: procedures handed out and called from outside, tasks, objects whose death is told, weak references,
;; local time (under TZ=UTC).
(import (scheme base) (scheme write)
        (hoot ffi) (hoot finalization) (hoot weak-refs))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline)
  (flush-output-port))

;; --- Procedures

(define (outside procedure . arguments)
  (apply call-external (procedure->external procedure) arguments))

(show "external" (let ((f (procedure->external car)))
                   (list (external? f) (external-function? f) (external-function? 'f))))
(show "no argument" (outside (lambda () 'none)))
(show "one" (outside (lambda (x) (* x x)) 12))
(show "many" (outside + 1 2 3 4 5 6 7 8 9 10 11 12))
(show "first result" (outside (lambda () (values 'first 'second))))
(show "nested" (let nest ((depth 100))
                 (if (zero? depth) 'bottom (outside nest (- depth 1)))))
(show "raised" (guard (e (#t (list 'caught e))) (outside (lambda (x) (raise x)) 'thing)))
(show "error" (guard (e ((error-object? e) (error-object-irritants e)))
                (+ 1 (outside (lambda (x) (error "inside" x 2)) 1))))
(show "after" (outside (lambda args (map (lambda (x) (* 2 x)) args)) 1 2 3))

;; --- Tasks: all that is ready comes before a timer

(define-foreign call-soon "rt" "async_invoke" (ref extern) -> none)
(define-foreign call-later "rt" "async_invoke_later" (ref extern) f64 -> none)
(define (soon thunk) (call-soon (procedure->external thunk)))
(define (later milliseconds thunk) (call-later (procedure->external thunk) (* 1000.0 milliseconds)))

(for-each
 (lambda (ms) (later ms (lambda () (show "timer" ms))))
 '(9 3 6 1 0 5 3))
(soon (lambda ()
        (show "task" 1)
        (soon (lambda () (show "task" 3)))))
(soon (lambda () (show "task" 2)))

;; --- Death

(define deaths 0)
(define registry
  (make-finalization-registry (lambda (number) (set! deaths (+ deaths number)))))
(define kept (list 'kept))
(define token (list 'token))
(define (register-garbage count)
  (unless (zero? count)
    (finalization-registry-register! registry (list count) count)
    (register-garbage (- count 1))))
(finalization-registry-register! registry kept 1000)
(finalization-registry-register! registry (list 'taken 'back) 2000 token)
(register-garbage 10)
(show "taken back" (let ((first (finalization-registry-unregister! registry token)))
                     (list first (finalization-registry-unregister! registry token))))
(define weak (make-weak-ref kept))

(later 12 (lambda ()
            (show "kept" (eq? (weak-ref-deref weak) kept))
            ;; Whether anything has been collected by now is the collector's affair; what is alive is not told of.
            (show "deaths" (<= 0 deaths 55))))

;; --- Dates

(define-foreign date "rt" "make_date" i32 i32 i32 i32 i32 i32 i32 -> (ref extern))
(define-foreign date-of "rt" "ms_utc_to_date" f64 -> (ref extern))
(define-foreign year "rt" "date_year" (ref extern) -> i32)
(define-foreign month "rt" "date_month" (ref extern) -> i32)
(define-foreign day "rt" "date_day" (ref extern) -> i32)
(define-foreign weekday "rt" "date_weekday" (ref extern) -> i32)
(define-foreign hour "rt" "date_hour" (ref extern) -> i32)
(define-foreign minute "rt" "date_min" (ref extern) -> i32)
(define-foreign seconds "rt" "date_sec" (ref extern) -> i32)
(define-foreign milliseconds "rt" "date_ms" (ref extern) -> i32)
(define-foreign offset "rt" "date_timezone_offset" (ref extern) -> i32)
(define-foreign text "rt" "date_locale" (ref extern) -> (ref string))
(define-foreign day-text "rt" "date_locale_date" (ref extern) -> (ref string))
(define-foreign time-text "rt" "date_locale_time" (ref extern) -> (ref string))

(define (show-date date)
  (show "date" (map (lambda (part) (part date))
                    (list year month day weekday hour minute seconds milliseconds offset)))
  (show "texts" (list (text date) (day-text date) (time-text date))))
(for-each
 (lambda (fields) (show-date (apply date fields)))
 '((2026 10 27 10 11 43 999) (99 0 1 0 0 0 0) (2026 14 -3 25 61 61 1500) (2024 1 30 -1 -1 -1 -1)
   (1 1 1 1 1 1 1) (-5 0 1 0 0 0 0) (-271000 5 5 5 5 5 5) (1970 0 1 12 0 0 0) (2026 -25 31 0 0 0 0)))
(for-each
 (lambda (ms) (show-date (date-of ms)))
 '(0.0 1690000000123.0 -1.5 -1234567890123.0 8.64e15))
(show "no date" (map (lambda (part) (part (date-of 1e300))) (list year month day hour milliseconds)))
