// main of a driver: calls run(line) for each line of standard input, without its end.
int main(void) {
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while ((length = getline(&line, &size, stdin)) > 0) {
    if (line[length - 1] == '\n') line[length - 1] = 0;
    run(line);
  }
  free(line);
  return 0;
}
