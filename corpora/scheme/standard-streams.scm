;; Standard input and output as streams of the host's: a fiber reads lines while another sleeps, text is written in chunks
;; that end within characters, writers take turns, a stream is closed. The result is a procedure, as in fibers.scm.
(import (scheme base) (scheme write)
        (fibers) (fibers channels) (fibers promises) (fibers streams)
        (hoot ffi) (hoot typed-arrays))

(define-foreign stream:stdout "io" "stream_stdout" -> (ref extern))
(define-foreign stream:get-writer "rt" "stream_get_writer" (ref extern) -> (ref extern))
(define-foreign stream:write "rt" "stream_write" (ref extern) (ref extern) -> (ref extern))
(define-foreign stream:close-writer "rt" "stream_close_writer" (ref extern) -> (ref extern))

(define out (standard-output-stream))

(define (show label value)
  (write-string label out)
  (write-char #\space out)
  (write value out)
  (newline out)
  (flush-output-port out))

;; The same by the module's own port, which writes at once.
(define (say label)
  (display label)
  (newline)
  (flush-output-port))

;; What each of the procedures, called in a fiber of its own, returns; whichever is first.
(define (from-fibers . procedures)
  (let ((channels (map (lambda (procedure) (make-channel)) procedures)))
    (for-each (lambda (procedure channel) (spawn-fiber (lambda () (put-message channel (procedure)))))
              procedures channels)
    (map get-message channels)))

;; Lines of a port, and how long the longest is.
(define (count-lines port)
  (let loop ((lines 0) (longest 0))
    (let ((line (read-line port)))
      (if (eof-object? line)
          (list lines longest (eof-object? (read-char port)))
          (begin
            (when (< lines 3) (show "line" line))
            (loop (+ lines 1) (max longest (string-length line))))))))

;; Bytes, one in each chunk: the host puts characters together.
(define (write-singly bytes)
  (let loop ((i 0))
    (when (< i (bytevector-length bytes))
      (write-u8 (bytevector-u8-ref bytes i) out)
      (flush-output-port out)
      (loop (+ i 1)))))

(define (chunk . bytes)
  (bytevector->uint8array (apply bytevector bytes)))

(define (write-chunks writer label count)
  (let loop ((i 0))
    (when (< i count)
      (await (stream:write writer (chunk label (+ 48 i) 10)))
      (say "in between")
      (loop (+ i 1)))))

;; Two writers and the module's port take turns.
(define (turns)
  (let ((a (stream:get-writer (stream:stdout))) (b (stream:get-writer (stream:stdout))))
    (from-fibers (lambda () (write-chunks a 97 3) 'a)
                 (lambda () (say "before b") (write-chunks b 98 3) 'b)
                 (lambda () (say "at once") 'none))))

;; Requests that nobody waits for are done in their order; after the end nothing is.
(define (closing)
  (let* ((writer (stream:get-writer (stream:stdout)))
         (first (stream:write writer (chunk #xef #xbb #xbf 120)))
         (second (stream:write writer (chunk 121 #xff 122)))
         (end (stream:close-writer writer)))
    (say "requested")
    (let ((closed (await end)))
      (say "")
      (list (await first) (await second) closed
            (guard (error ((error-object? error) (error-object-message error)))
              (await (stream:write writer (chunk 33))))))))

(define (array)
  (let ((bytes (make-uint8array 3)))
    (uint8array-set! bytes 1 300)
    (uint8array-set! bytes 9 1)
    (list (uint8array-length bytes) (uint8array->bytevector bytes) (uint8array-ref bytes 9)
          (uint8array-length (make-uint8array 0)))))

(define (main)
  (show "fibers" (from-fibers (lambda () (sleep 0.2) 'slept)
                              (lambda () (count-lines (standard-input-stream)))))
  (show "end" (eof-object? (read-char (standard-input-stream))))
  (show "array" (array))
  (write-singly (string->utf8 "λ, 日本 and 🙂\n"))
  (write-singly (bytevector 91 #xe6 #x97 93 #xff #xc3 #x28 10))
  (show "long" (make-string 3000 #\é))
  (show "turns" (turns))
  (show "closing" (closing))
  (close-port out)
  'closed)

(lambda (resolved rejected)
  (call-with-async-result resolved rejected main))
