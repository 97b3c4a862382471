;; dynamic-wind with escapes through it, and parameters: what runs on the way in and out, and in which order. Hoot 0.9.0's
;; call/cc leaves and re-enters the dynamic extent to capture it, and so runs the thunks of a dynamic-wind once more.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 200000))

(define trace '())
(define (note event) (set! trace (cons event trace)))
(define (report label result)
  (display label)
  (display " ")
  (write result)
  (display " ")
  (write (reverse trace))
  (newline)
  (set! trace '()))

(define (wind name body)
  (dynamic-wind
      (lambda () (note (list 'in name)))
      body
      (lambda () (note (list 'out name)))))

(report "plain" (wind 'a (lambda () (note 'body) 1)))
(report "nested" (wind 'a (lambda () (wind 'b (lambda () (note 'body) 2)))))
(report "escape" (call/cc (lambda (k) (wind 'a (lambda () (wind 'b (lambda () (k 3))))))))
(report "half escape" (wind 'a (lambda () (call/cc (lambda (k) (wind 'b (lambda () (k 4))))))))
(report "guarded" (guard (e ((symbol? e) (note 'handler) (list 'caught e)))
                    (wind 'a (lambda () (wind 'b (lambda () (raise 'oops)))))))
(report "values" (call-with-values (lambda () (wind 'a (lambda () (values 1 2)))) list))

;; The body is left, entered again through its continuation, and left for good.
(define (re-enter)
  (let ((again #f) (rounds 0))
    (wind 'a
          (lambda ()
            (call/cc (lambda (k) (set! again k)))
            (note 'body)))
    (set! rounds (+ rounds 1))
    (if (< rounds 3) (again #f) rounds)))
(report "re-entered" (re-enter))

;; Parameters are dynamic; an escape restores them.
(define depth (make-parameter 0))
(define colour (make-parameter "red" (lambda (x) (if (symbol? x) (symbol->string x) x))))
(define (descend left)
  (if (= left 0)
      (depth)
      (parameterize ((depth (+ 1 (depth)))) (descend (- left 1)))))
(report "parameter" (list (depth) (descend 10) (depth)))
(report "converted" (list (colour) (parameterize ((colour 'blue)) (colour)) (colour)))
(report "parameter after escape"
        (list (call/cc (lambda (k) (parameterize ((depth 100)) (k (depth))))) (depth)))
(report "parameter in closure"
        (let ((get (parameterize ((depth 5)) (lambda () (depth))))) (get)))
(report "inner parameter"
        (parameterize ((depth 1) (colour 'green))
          (parameterize ((depth 2)) (list (depth) (colour)))))

;; Many times.
(define entered 0)
(define left 0)
(define (loop i total)
  (if (= i n)
      total
      (loop (+ i 1)
            (+ total
               (call/cc
                (lambda (k)
                  (dynamic-wind
                      (lambda () (set! entered (+ entered 1)))
                      (lambda () (if (= 0 (modulo i 3)) (k 1) (parameterize ((depth i)) (modulo (depth) 7))))
                      (lambda () (set! left (+ left 1))))))))))
(report "many" (let ((total (loop 0 0))) (list total entered left)))
(flush-output-port)
