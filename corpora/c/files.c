// Files beneath the folder that is given as the argument: create, write, read, seek, append, truncate, stat, times, rename,
// link, read folders, remove; and the errors of each. Leaves the folder empty.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "errors.h"

static const char *root;

// The path of NAME beneath the root; a few of them may be in use at once.
static const char *at(const char *name) {
  static char paths[4][256];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", root, name);
  return path;
}

static void result(const char *what, long long value) {
  if (value >= 0) {
    printf("%s: %lld\n", what, value);
  } else {
    printf("%s: %s\n", what, error_name(errno));
  }
}

static void show_file(const char *name) {
  char text[256];
  int file = open(at(name), O_RDONLY);
  if (file < 0) {
    printf("  %s cannot be read: %s\n", name, error_name(errno));
    return;
  }
  long length = read(file, text, sizeof text - 1);
  text[length < 0 ? 0 : length] = 0;
  printf("  %s holds %ld bytes: %s\n", name, length, text);
  close(file);
}

static void show_status(const char *name) {
  struct stat status;
  if (stat(at(name), &status) < 0) {
    printf("  %s has no status: %s\n", name, error_name(errno));
    return;
  }
  printf("  %s: %s", name, S_ISDIR(status.st_mode) ? "folder" : S_ISREG(status.st_mode) ? "file" : "something else");
  if (S_ISREG(status.st_mode)) printf(", %lld bytes, %lld links", (long long)status.st_size, (long long)status.st_nlink);
  putchar('\n');
}

static int by_text(const void *a, const void *b) { return strcmp(a, b); }

static void list(const char *name) {
  static char names[400][32];
  size_t count = 0, folders = 0;
  DIR *folder = opendir(at(name));
  if (!folder) {
    printf("  %s cannot be listed: %s\n", name, error_name(errno));
    return;
  }
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;  // WASI hosts may leave them out
    folders += entry->d_type == DT_DIR;
    snprintf(names[count++], sizeof names[0], "%s", entry->d_name);
  }
  closedir(folder);
  qsort(names, count, sizeof names[0], by_text);
  printf("  %s holds %zu entries, %zu of them folders:", name, count, folders);
  for (size_t i = 0; i < count; i++) {
    if (i < 6 || i + 2 > count) printf(" %s", names[i]);
  }
  putchar('\n');
}

static void descriptors(void) {
  puts("descriptors");
  result("open what is not there", open(at("absent"), O_RDONLY));
  int file = open(at("a.txt"), O_RDWR | O_CREAT | O_EXCL, 0644);
  result("create", file >= 0 ? 0 : -1);
  result("create again, exclusively", open(at("a.txt"), O_RDWR | O_CREAT | O_EXCL, 0644));
  result("write", write(file, "0123456789", 10));
  result("position", lseek(file, 0, SEEK_CUR));
  result("seek back", lseek(file, -4, SEEK_END));
  result("overwrite", write(file, "six", 3));
  result("seek before the start", lseek(file, -1, SEEK_SET));
  result("seek beyond the end", lseek(file, 15, SEEK_SET));
  result("write there", write(file, "!", 1));
  char text[32] = {0};
  result("seek to the start", lseek(file, 0, SEEK_SET));
  result("read", read(file, text, sizeof text));
  printf("  with a hole: %.10s, zeros %d, %c\n", text, !text[10] && !text[11] && !text[14], text[15]);
  result("read at the end", read(file, text, sizeof text));
  result("read at a place", pread(file, text, 4, 2));
  printf("  %.4s\n", text);
  result("write at a place", pwrite(file, "##", 2, 1));
  result("position is as it was", lseek(file, 0, SEEK_CUR));
  result("truncate", ftruncate(file, 6));
  result("lengthen", ftruncate(file, 8));
  result("sync", fsync(file));
  result("close", close(file));
  result("close again", close(file));
  result("read what is closed", read(file, text, 1));
  file = open(at("a.txt"), O_WRONLY | O_APPEND);
  result("append", write(file, "end", 3));
  result("read what is open for writing", read(file, text, 1));
  result("flags", !!(fcntl(file, F_GETFL) & O_APPEND));
  close(file);
  file = open(at("a.txt"), O_RDONLY);
  result("write what is open for reading", write(file, "x", 1));
  result("length", lseek(file, 0, SEEK_END));
  close(file);
  close(open(at("a.txt"), O_WRONLY | O_TRUNC));
  show_status("a.txt");
}

static void folders(void) {
  puts("folders");
  result("make", mkdir(at("folder"), 0755));
  result("make again", mkdir(at("folder"), 0755));
  result("make in what is not there", mkdir(at("absent/folder"), 0755));
  result("make inside", mkdir(at("folder/inner"), 0755));
  result("open a folder for writing", open(at("folder"), O_WRONLY));
  result("open a file as a folder", open(at("a.txt"), O_RDONLY | O_DIRECTORY));
  result("beneath a file", open(at("a.txt/x"), O_RDONLY));
  for (int i = 0; i < 300; i++) {
    char name[32];
    snprintf(name, sizeof name, "folder/file%03d", i);
    close(open(at(name), O_WRONLY | O_CREAT, 0644));
  }
  list("folder");
  list("folder/inner");
  list("a.txt");
  list("absent");
  show_status("folder");
  show_status("folder/../folder/./inner");
  result("remove a folder that is not empty", rmdir(at("folder")));
  result("remove a file as a folder", rmdir(at("a.txt")));
  result("unlink what is not there", unlink(at("absent")));
  for (int i = 0; i < 300; i++) {
    char name[32];
    snprintf(name, sizeof name, "folder/file%03d", i);
    if (unlink(at(name)) < 0) printf("  %s stays\n", name);
  }
  list("folder");
}

static void names(void) {
  puts("names");
  FILE *file = fopen(at("old"), "w");
  fprintf(file, "the text of old");
  fclose(file);
  result("rename", rename(at("old"), at("folder/new")));
  show_file("old");
  show_file("folder/new");
  result("rename what is not there", rename(at("old"), at("other")));
  file = fopen(at("victim"), "w");
  fprintf(file, "overwritten soon");
  fclose(file);
  result("rename onto a file", rename(at("folder/new"), at("victim")));
  show_file("victim");
  result("rename a file onto a folder", rename(at("victim"), at("folder")));
  result("rename a folder", rename(at("folder/inner"), at("moved")));
  list("folder");
  show_status("moved");
  result("link", link(at("victim"), at("second")));
  show_status("victim");
  result("symbolic link", symlink("victim", at("pointer")));
  show_file("pointer");
  char target[32] = {0};
  result("read the link", readlink(at("pointer"), target, sizeof target));
  printf("  %s\n", target);
  struct stat status;
  result("status of the link", lstat(at("pointer"), &status));
  printf("  a link: %d\n", S_ISLNK(status.st_mode));
  result("symbolic link to itself", symlink("loop", at("loop")));
  result("open the loop", open(at("loop"), O_RDONLY));
  result("dangling link", symlink("nowhere", at("dangling")));
  result("open it", open(at("dangling"), O_RDONLY));
  result("read no link", readlink(at("victim"), target, sizeof target));
  const char *all[] = {"victim", "second", "pointer", "loop", "dangling", "a.txt"};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) result("unlink", unlink(at(all[i])));
  result("remove", rmdir(at("moved")));
  result("remove", rmdir(at("folder")));
  list(".");
}

static void times(void) {
  puts("times");
  int file = open(at("dated"), O_RDWR | O_CREAT, 0644);
  struct timespec both[2] = {{.tv_sec = 1000000000, .tv_nsec = 0}, {.tv_sec = 1234567890, .tv_nsec = 0}};
  result("set", futimens(file, both));
  struct stat status;
  result("status", fstat(file, &status));
  printf("  %lld.%09ld %lld.%09ld\n", (long long)status.st_atim.tv_sec, (long)status.st_atim.tv_nsec, (long long)status.st_mtim.tv_sec,
         (long)status.st_mtim.tv_nsec);
  both[0].tv_nsec = UTIME_OMIT;
  both[1].tv_nsec = UTIME_NOW;
  result("set by path", utimensat(AT_FDCWD, at("dated"), both, 0));
  stat(at("dated"), &status);
  printf("  first kept %d, second new %d\n", status.st_atim.tv_sec == 1000000000, status.st_mtim.tv_sec > 1234567890);
  struct stat by_path;
  stat(at("dated"), &by_path);
  printf("  same file %d\n", status.st_ino == by_path.st_ino && status.st_dev == by_path.st_dev);
  close(file);
  unlink(at("dated"));
}

static void streams(void) {
  puts("streams");
  FILE *file = fopen(at("table"), "w+");
  unsigned long long sum = 0;
  for (int i = 0; i < 5000; i++) fprintf(file, "%d %d %x\n", i, i * i, i * 7);
  printf("  written %ld bytes\n", ftell(file));
  rewind(file);
  int i, square, hex, rows = 0;
  while (fscanf(file, "%d %d %x", &i, &square, &hex) == 3) {
    rows++;
    sum = (sum * 31 + (unsigned)(i + square + hex)) % 1000003;
  }
  printf("  read %d rows, sum %llu, at the end %d\n", rows, sum, feof(file) != 0);
  fseek(file, -30, SEEK_END);
  char line[64];
  printf("  last line %s", fgets(line, sizeof line, file) && fgets(line, sizeof line, file) ? line : "none\n");
  fseek(file, 0, SEEK_SET);
  fputs("start", file);
  fseek(file, 0, SEEK_SET);
  printf("  first line %s", fgets(line, sizeof line, file));
  ungetc('u', file);
  printf("  put back %c\n", getc(file));
  fclose(file);

  static unsigned char block[100000], back[100000];
  unsigned state = 1;
  for (size_t k = 0; k < sizeof block; k++) block[k] = (unsigned char)((state = state * 1103515245u + 12345u) >> 16);
  file = fopen(at("block"), "wb");
  printf("  block written %zu\n", fwrite(block, 1, sizeof block, file));
  fclose(file);
  file = fopen(at("block"), "rb");
  printf("  block read %zu, equal %d\n", fread(back, 1, sizeof back, file), !memcmp(block, back, sizeof block));
  printf("  and no more %zu\n", fread(back, 1, 1, file));
  fclose(file);
  file = fopen(at("block"), "a");
  fputs("tail", file);
  fclose(file);
  show_status("block");
  printf("  no such mode of opening: %d\n", fopen(at("absent"), "r") == NULL && errno == ENOENT);
  remove(at("block"));
  remove(at("table"));
  list(".");
}

int main(int count, char **arguments) {
  root = count > 1 ? arguments[1] : ".";
  list(".");
  descriptors();
  folders();
  names();
  times();
  streams();
  return 0;
}
