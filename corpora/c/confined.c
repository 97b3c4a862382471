// A program that is granted one folder, as /data, tries to get out of it: by dots, by absolute paths, by symbolic links, by
// renaming and linking. Prints how each attempt fails. What stays inside must work.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"

static void result(const char *what, int value) { printf("%s: %s\n", what, value < 0 ? error_name(errno) : "success"); }

static void try_open(const char *path, int flags) {
  int file = open(path, flags, 0644);
  printf("open %s%s: %s\n", path, flags & O_CREAT ? " to create" : "", file < 0 ? error_name(errno) : "success");
  if (file >= 0) close(file);
}

// A host may refuse to make the link or to follow it: both say the same here.
static void try_link(const char *target, const char *name, const char *path, int flags) {
  int outcome = symlink(target, name);
  if (outcome == 0) outcome = open(path, flags, 0644);
  printf("link to %s, made and followed: %s\n", target, outcome < 0 ? error_name(errno) : "success");
}

static void try_status(const char *path) {
  struct stat status;
  printf("status of %s: %s\n", path, stat(path, &status) < 0 ? error_name(errno) : "success");
}

int main(void) {
  puts("inside");
  result("make a folder", mkdir("/data/inner", 0755));
  try_open("/data/file", O_WRONLY | O_CREAT);
  try_open("/data/inner/../file", O_RDONLY);
  try_open("/data/./inner/./../inner/../file", O_RDONLY);
  result("link within", symlink("file", "/data/near"));
  try_open("/data/near", O_RDONLY);
  result("link to the folder itself", symlink(".", "/data/here"));
  try_open("/data/here/here/here/file", O_RDONLY);

  puts("dots");
  try_open("/data/../etc/passwd", O_RDONLY);
  try_open("/data/../../../../etc/passwd", O_RDONLY);
  try_open("/data/inner/../../etc/passwd", O_RDONLY);
  try_open("/data/..", O_RDONLY | O_DIRECTORY);
  try_open("/data/inner/../..", O_RDONLY | O_DIRECTORY);
  try_open("/data/../escaped", O_WRONLY | O_CREAT);
  try_status("/data/../");
  try_status("/data/inner/../../etc");
  result("make a folder above", mkdir("/data/../escaped", 0755));
  result("remove a folder above", rmdir("/data/../escaped"));
  result("unlink above", unlink("/data/../escaped"));

  puts("absolute paths that were not granted");
  try_open("/etc/passwd", O_RDONLY);
  try_open("/", O_RDONLY | O_DIRECTORY);
  try_open("/tmp/escaped", O_WRONLY | O_CREAT);
  try_open("/database", O_RDONLY);
  try_open("relative", O_RDONLY);
  try_status("/etc");

  puts("symbolic links that lead out");
  try_link("../../../../../../etc/passwd", "/data/out", "/data/out", O_RDONLY);
  try_link("..", "/data/above", "/data/above", O_RDONLY | O_DIRECTORY);
  try_link("..", "/data/higher", "/data/higher/escaped", O_WRONLY | O_CREAT);
  try_link("../../etc", "/data/inner/etc", "/data/inner/etc/passwd", O_RDONLY);
  try_link("inner/../../etc", "/data/winding", "/data/winding/passwd", O_RDONLY);

  puts("renaming and linking");
  result("rename to above", rename("/data/file", "/data/../escaped"));
  result("rename from above", rename("/data/../escaped", "/data/file"));
  result("rename to a path not granted", rename("/data/file", "/tmp/escaped"));
  result("hard link to above", link("/data/file", "/data/../escaped"));
  result("hard link from above", link("/data/../etc/passwd", "/data/passwd"));

  puts("what is there in the end");
  unlink("/data/out");
  unlink("/data/above");
  unlink("/data/higher");
  unlink("/data/inner/etc");
  unlink("/data/winding");
  DIR *folder = opendir("/data");
  int count = 0;
  for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
  closedir(folder);
  printf("%d entries\n", count);
  result("unlink", unlink("/data/file"));
  result("unlink", unlink("/data/near"));
  result("unlink", unlink("/data/here"));
  result("remove", rmdir("/data/inner"));
  return 0;
}
