;; Reads standard input line by line, echoes each line with its number and length, ends with totals; the last line has no
;; newline. Characters beyond ASCII stay within the first kilobyte, as Hoot's host for node decodes each kilobyte by itself.
(import (scheme base) (scheme write))

(define (words line)
  (let loop ((chars (string->list line)) (inside #f) (count 0))
    (cond ((null? chars) count)
          ((char=? (car chars) #\space) (loop (cdr chars) #f count))
          (inside (loop (cdr chars) #t count))
          (else (loop (cdr chars) #t (+ count 1))))))

(let loop ((number 1) (chars 0) (total-words 0) (longest 0))
  (let ((line (read-line)))
    (cond ((eof-object? line)
           (for-each display (list (- number 1) " lines, " chars " characters, " total-words " words, longest " longest))
           (newline))
          (else
           (let ((length (string-length line)))
             (for-each display (list number " " length " " line))
             (newline)
             (loop (+ number 1) (+ chars length) (+ total-words (words line)) (max longest length)))))))
(display "after the end: ")
(write (list (eof-object? (read-line)) (eof-object? (read-char)) (eof-object? (peek-char))))
(newline)
(flush-output-port)
