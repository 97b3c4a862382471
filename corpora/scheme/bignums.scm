;; Exact integers and fractions of any size: products, powers, division of every sign, greatest common divisors, roots,
;; digits, reading and printing, harmonic numbers, continued fractions.
(import (scheme base) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 3600))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; A value of many digits is shown as its digit count and a checksum.
(define (digest number)
  (let* ((text (number->string number))
         (length (string-length text)))
    (let loop ((i 0) (sum 0))
      (if (= i length)
          (list length sum)
          (loop (+ i 1) (modulo (+ (* 31 sum) (char->integer (string-ref text i))) 65521))))))

(define (factorial n)
  (let loop ((i 1) (product 1))
    (if (> i n) product (loop (+ i 1) (* product i)))))
(show "20!" (factorial 20))
(show "30!" (factorial 30))
(show "n!" (digest (factorial n)))
(show "quotient of factorials" (= n (/ (factorial n) (factorial (- n 1)))))

(define (fibonacci n)
  (let loop ((a 0) (b 1) (i 0))
    (if (= i n) a (loop b (+ a b) (+ i 1)))))
(show "fibonacci 100" (fibonacci 100))
(show "fibonacci" (digest (fibonacci (* 5 n))))
(show "Cassini" (let ((a (fibonacci (- n 1))) (b (fibonacci n)) (c (fibonacci (+ n 1))))
                  (- (* a c) (* b b))))

;; The borders between representations: fixnums of 29 and 61 bits, words of 32 and 64 bits.
(define (around bits)
  (let ((power (expt 2 bits)))
    (list (- power 1) power (+ power 1) (- (- power) 1) (- power) (- 1 power))))
(for-each (lambda (bits) (show bits (around bits))) '(28 29 30 31 32 60 61 62 63 64 65))
(show "back" (map (lambda (bits) (- (+ (expt 2 bits) 1) (expt 2 bits))) '(28 29 30 31 32 61 62 63 64 65 127)))
(show "products" (map (lambda (x) (* x x)) '(46340 46341 -46341 536870911 -536870912 3037000499 3037000500 -4294967296)))

;; Division truncates or floors, in all four quadrants.
(define (divisions a b)
  (list (quotient a b) (remainder a b) (modulo a b) (floor-quotient a b) (truncate-remainder a b)))
(define big (+ (expt 10 30) 7))
(define small 1000000007)
(for-each (lambda (pair) (show "division" (divisions (car pair) (cdr pair))))
          (list (cons big small) (cons (- big) small) (cons big (- small)) (cons (- big) (- small))
                (cons small big) (cons (- small) big) (cons big (+ big 1)) (cons (* big big) big)))

(define (check-divisions a b rounds)
  (let loop ((a a) (b b) (i 0) (good 0))
    (if (= i rounds)
        good
        (loop (+ (* a 3) i) (- (* b -2) i) (+ i 1)
              (+ good
                 (if (and (= a (+ (* b (quotient a b)) (remainder a b)))
                          (= a (+ (* b (floor-quotient a b)) (modulo a b))))
                     1
                     0))))))
(show "divisions hold" (check-divisions big small (quotient n 2)))

(define (my-gcd a b) (if (= b 0) (abs a) (my-gcd b (remainder a b))))
(show "gcd" (gcd (* big 12345678901234567890) (* big 98765432109876543210)))
(show "lcm" (lcm big small))
(show "gcd agrees" (let ((a (factorial 60)) (b (fibonacci 600))) (= (gcd a b) (my-gcd a b))))
(show "no gcd" (list (gcd) (gcd -12 18) (gcd big -1) (lcm) (lcm -4 6)))

(define (power-modulo base exponent modulus)
  (let loop ((base (modulo base modulus)) (exponent exponent) (result 1))
    (cond ((= exponent 0) result)
          ((even? exponent) (loop (modulo (* base base) modulus) (quotient exponent 2) result))
          (else (loop base (- exponent 1) (modulo (* result base) modulus))))))
(define mersenne (- (expt 2 127) 1))
(show "Fermat" (map (lambda (base) (power-modulo base (- mersenne 1) mersenne)) '(2 3 5 7)))
(show "power" (power-modulo 3 (expt 7 50) (+ (expt 10 40) 121)))

(define (integer-root x)
  (let loop ((guess (expt 10 (quotient (+ 1 (string-length (number->string x))) 2))))
    (let ((next (quotient (+ guess (quotient x guess)) 2)))
      (if (< next guess) (loop next) guess))))
(show "root of 2" (integer-root (* 2 (expt 10 80))))
(show "digits of a root" (digest (integer-root (* 3 (expt 10 (* 2 n))))))

;; Digits of pi by a spigot of four integers.
(define (pi-digits count)
  (let loop ((q 1) (r 0) (t 1) (k 1) (left count) (digits '()))
    (if (= left 0)
        (list->string (reverse digits))
        (let* ((y (quotient (+ (* 3 q) r) t))
               (z (quotient (+ (* 4 q) r) t)))
          (if (= y z)
              (loop (* 10 q) (* 10 (- r (* y t))) t k (- left 1)
                    (cons (integer->char (+ 48 y)) digits))
              (let ((odd (+ (* 2 k) 1)))
                (loop (* q k) (* (+ (* 2 q) r) odd) (* t odd) (+ k 1) left digits)))))))
(show "pi" (pi-digits 60))
(show "more pi" (let ((digits (pi-digits (quotient n 2)))) (substring digits (- (string-length digits) 10) (string-length digits))))

;; Text to number and back.
(show "read" (map string->number '("123456789012345678901234567890" "-98765432109876543210" "+42" "10/4" "-6/3" "12x" "")))
(show "radix" (list (number->string (expt 2 70) 16) (number->string (- (expt 3 40)) 2) (string->number "ffffffffffffffffffff" 16)))
(show "round trip" (let ((x (factorial (quotient n 4)))) (= x (string->number (number->string x)))))
(show "comparison" (list (< big (+ big 1)) (> (- big) big) (= (* big big) (expt big 2)) (<= big big small) (zero? (- big big))
                         (positive? big) (negative? (- big)) (even? big) (odd? big) (eqv? big (+ big 0)) (equal? (list big) (list (+ big 0)))))
(show "exact" (list (exact-integer? big) (exact? (/ big 3)) (integer? (/ (* 3 big) 3)) (rational? (/ 1 big))))
(flush-output-port)
