/* Makes every fsync and fdatasync of a process take at least SLOW_SYNC_US microseconds, as on a disk whose flush
   reaches the medium. Compiled and preloaded by storage-slow-disk.mjs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *wait = getenv("SLOW_SYNC_US");
  if (wait != NULL) usleep((useconds_t)atoi(wait));
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
