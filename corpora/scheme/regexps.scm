;; Regular expressions in JavaScript's syntax: matching, captures, splitting, replacing, a tokenizer.
(import (scheme base) (scheme write) (hoot regexps))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))
(define n (size 400))

(define (show label value)
  (display label)
  (display " ")
  (write value)
  (newline))

;; The whole match, its groups, and where it lies; #f if there is none.
(define (groups regexp text)
  (let ((m (regexp-exec regexp text)))
    (and m
         (let loop ((i (- (regexp-match-count m) 1)) (found '()))
           (if (< i 0)
               (list found (regexp-match-start m) (regexp-match-end m))
               (loop (- i 1) (cons (regexp-match-substring m i) found)))))))

(define (check pattern text . flags)
  (show pattern (groups (apply make-regexp pattern flags) text)))

(check "a(b*)c" "xxabbbcyy")
(check "a(b)?c" "ac")
(check "(a|ab)(c|bcd)(d*)" "abcd")
(check "(z)((a+)?(b+)?(c))*" "zaacbbbcac")
(check "(?=(a+))a*b\\1" "baaabac")
(check "(?<=\\$)\\d+(?:\\.\\d\\d)?" "cost $10.50 or €20")
(check "(?<!\\$)\\b\\d+" "cost $10 or 20")
(check "(?<year>\\d{4})-(?<month>\\d\\d)" "on 2026-11-27")
(check "(.)\\1" "hello")
(check "^b" "a\nb" 'multiline)
(check "^b" "a\nb")
(check "ÄÖ" "xäöy" 'case-insensitive)
(check "[^\\s,;]+" "  two; words")
(check "\\u00e9|\\x41" "caf\u00e9")
(check "a{2,3}?" "aaaa")
(check "(?:a*)*b" "aaab")
(check "[]" "a")
(check "[^]" "a")
(check "" "abc")
(check "λ+" "αλλβ")

;; The pieces of TEXT between matches.
(define (split regexp text)
  (let ((m (regexp-exec regexp text)))
    (if (and m (< (regexp-match-start m) (regexp-match-end m)))
        (cons (regexp-match-prefix m) (split regexp (regexp-match-suffix m)))
        (list text))))

(define (replace regexp text procedure)
  (let loop ((text text) (done '()))
    (let ((m (regexp-exec regexp text)))
      (if (and m (< (regexp-match-start m) (regexp-match-end m)))
          (loop (regexp-match-suffix m)
                (cons (procedure m) (cons (regexp-match-prefix m) done)))
          (apply string-append (reverse (cons text done)))))))

(show "split" (split (make-regexp "\\s*[,;]\\s*") "one , two;three ;  four"))
(show "replaced" (replace (make-regexp "(\\w+)@(\\w+)\\.org") "to ann@here.org and bob@there.org"
                          (lambda (m)
                            (string-append (regexp-match-substring m 2) ":" (regexp-match-substring m 1)))))

;; Tokens of a small language, one regular expression for all.
(define token
  (make-regexp "^(?:([ \\t\\n]+)|(\\d+(?:\\.\\d+)?)|([A-Za-z_]\\w*)|(\"(?:[^\"\\\\]|\\\\.)*\")|([-+*/=<>!]=?|[(){};,]))"))

(define (kind m)
  (let loop ((i 1) (kinds '(space number name string operator)))
    (if (regexp-match-substring m i) (car kinds) (loop (+ i 1) (cdr kinds)))))

(define (tokens text)
  (let ((m (regexp-exec token text)))
    (if (not m)
        (if (string=? text "") '() (list (list 'rest text)))
        (let ((rest (tokens (regexp-match-suffix m))))
          (if (eq? (kind m) 'space)
              rest
              (cons (list (kind m) (regexp-match-substring m)) rest))))))

(show "tokens" (tokens "if (x1 >= 10.5) { print(\"a \\\"b\\\"\"); y = x1 / 2; }"))

;; Words counted in a text that is put together from the numbers to N.
(define (text count)
  (let loop ((i 0) (parts '()))
    (if (= i count)
        (apply string-append parts)
        (loop (+ i 1)
              (cons (string-append (vector-ref #("red" "green" "blue" "grey") (modulo (quotient (* i i) 3) 4))
                                   (number->string (modulo (* 7 i) 10))
                                   (vector-ref #(" " ", " "\n") (modulo i 3)))
                    parts)))))

(define (count-matches regexp text)
  (let loop ((text text) (count 0))
    (let ((m (regexp-exec regexp text)))
      (if m (loop (regexp-match-suffix m) (+ count 1)) count))))

(define words (text n))
(show "greens" (count-matches (make-regexp "gr[ae]?e?n?\\w") words))
(show "odd" (count-matches (make-regexp "[a-z]+[13579]\\b") words))
(show "pairs" (count-matches (make-regexp "\\b([a-z]+)\\d\\W+\\1") words))
(flush-output-port)
