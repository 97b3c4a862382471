// Names of the errors that the programs of this folder print: numbers differ between systems.
#include <errno.h>
#include <stddef.h>

static const char *error_name(int error) {
  static const struct {
    int error;
    const char *name;
  } names[] = {
      {0, "success"},        {EACCES, "EACCES"},   {EBADF, "EBADF"},         {EEXIST, "EEXIST"},   {EINVAL, "EINVAL"},
      {EISDIR, "EISDIR"},    {ELOOP, "ELOOP"},     {ENAMETOOLONG, "ENAMETOOLONG"}, {ENOENT, "ENOENT"},   {ENOSPC, "ENOSPC"},
      {ENOTDIR, "ENOTDIR"},  {ENOTEMPTY, "ENOTEMPTY"}, {EPERM, "EPERM"},     {EROFS, "EROFS"},     {ESPIPE, "ESPIPE"},
      {EXDEV, "EXDEV"},      {ENOSYS, "ENOSYS"},   {ENOTSUP, "ENOTSUP"},     {ERANGE, "ERANGE"},
#ifdef ENOTCAPABLE
      {ENOTCAPABLE, "ENOTCAPABLE"},
#endif
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (names[i].error == error) return names[i].name;
  }
  return "another error";
}
