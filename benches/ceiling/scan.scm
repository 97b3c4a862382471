;; A long string from end to end, character by character: words, letters, and a checksum of both.
(import (scheme base) (scheme char) (scheme write))

;; The size is the first line of standard input, if there is one.
(define (size default)
  (let ((line (read-line)))
    (if (eof-object? line) default (string->number line))))

(define rounds (size 60))
(define line "The quick brown fox jumps over 13 lazy dogs; naïve façades, Ωmega 日本語 🙂\n")
(define lines 2000)

(define (repeat text times)
  (let ((port (open-output-string)))
    (let loop ((i 0))
      (if (< i times)
          (begin
            (write-string text port)
            (loop (+ i 1)))
          (get-output-string port)))))

(define (blank? char)
  (or (char=? char #\space) (char=? char #\newline)))

;; Calls (found characters checksum).
(define (scan text found)
  (let ((in-word #f) (words 0) (characters 0) (checksum 0))
    (string-for-each
     (lambda (char)
       (set! characters (+ characters 1))
       (cond
        ((blank? char)
         (set! in-word #f))
        (else
         (unless in-word
           (set! in-word #t)
           (set! words (+ words 1)))
         (set! checksum (modulo (+ (* checksum 31) (char->integer char)) 65521)))))
     text)
    (found words characters checksum)))

(define text (repeat line lines))

(let loop ((i 0) (words 0) (characters 0) (checksum 0))
  (if (< i rounds)
      (scan text
            (lambda (more-words more-characters more-checksum)
              (loop (+ i 1) (+ words more-words) (+ characters more-characters)
                    (modulo (+ checksum more-checksum) 65521))))
      (begin
        (display (list words characters checksum))
        (newline))))
(flush-output-port)
