/* Fails, or kills, at the n-th call that changes a file below a folder; for LD_PRELOAD. `arm` says where and how, `counted`
   how many such calls there were since. Modes: 1 full (that call fails, and later ones that need room), 2 once (only that
   call fails), 3 torn (half of that write gets through, then as full), 4 kill, 5 kill in the middle of a write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long at = -1, calls = 0;
static int mode = 0;
static char under[PATH_MAX];

void arm(long n, int how, const char *folder) {
    strncpy(under, folder, PATH_MAX - 1);
    at = n; mode = how; calls = 0;
}
long counted(void) { return calls; }

static int ours(const char *path) { return under[0] && path && !strncmp(path, under, strlen(under)); }

static int ours_file(int file) {
    char link[64], path[PATH_MAX];
    ssize_t size;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return ours(path);
}

/* What is to happen now: 0 nothing, 1 fail, 2 half and then fail, 3 die, 4 half and then die. A call that needs no room
   (renaming, syncing, cutting) does not fail on a disk that is merely full. */
static int fault(int needs_room) {
    long now = __sync_add_and_fetch(&calls, 1);
    if (at < 0 || now < at) return 0;
    if (mode == 1 || mode == 3) return now > at ? needs_room : (mode == 3 && needs_room ? 2 : 1);
    if (now > at) return 0;
    return mode == 2 ? 1 : mode == 4 ? 3 : needs_room ? 4 : 3;
}

static int refuse(void) { errno = ENOSPC; return -1; }

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = dlsym(RTLD_NEXT, name)
#define WRITING(call, half) \
    switch (ours_file(file) ? fault(1) : 0) { \
        case 1: return refuse(); \
        case 2: half; return refuse(); \
        case 3: kill(getpid(), SIGKILL); \
        case 4: half; kill(getpid(), SIGKILL); \
    } \
    return call

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    WRITING(real(file, data, size), real(file, data, size / 2));
}
ssize_t pwrite(int file, const void *data, size_t size, off_t where) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    WRITING(real(file, data, size, where), real(file, data, size / 2, where));
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t where) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    WRITING(real(file, data, size, where), real(file, data, size / 2, where));
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    WRITING(real(file, parts, count), (void)0);
}
#define OTHER(test, needs_room, call) \
    switch ((test) ? fault(needs_room) : 0) { \
        case 0: break; \
        case 1: case 2: return refuse(); \
        default: kill(getpid(), SIGKILL); \
    } \
    return call
int fsync(int file) { REAL(int, "fsync", int); OTHER(ours_file(file), 0, real(file)); }
int fdatasync(int file) { REAL(int, "fdatasync", int); OTHER(ours_file(file), 0, real(file)); }
int ftruncate(int file, off_t size) { REAL(int, "ftruncate", int, off_t); OTHER(ours_file(file), 0, real(file, size)); }
int ftruncate64(int file, off64_t size) { REAL(int, "ftruncate64", int, off64_t); OTHER(ours_file(file), 0, real(file, size)); }
int truncate(const char *path, off_t size) { REAL(int, "truncate", const char *, off_t); OTHER(ours(path), 0, real(path, size)); }
int truncate64(const char *path, off64_t size) { REAL(int, "truncate64", const char *, off64_t); OTHER(ours(path), 0, real(path, size)); }
int rename(const char *from, const char *to) { REAL(int, "rename", const char *, const char *); OTHER(ours(from), 0, real(from, to)); }
int unlink(const char *path) { REAL(int, "unlink", const char *); OTHER(ours(path), 0, real(path)); }
int mkdir(const char *path, mode_t how) { REAL(int, "mkdir", const char *, mode_t); OTHER(ours(path), 1, real(path, how)); }

static int opening(const char *path, int flags, mode_t how, const char *name) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    struct stat seen;
    if ((flags & O_CREAT) && ours(path) && stat(path, &seen)) {
        switch (fault(1)) {
            case 0: break;
            case 1: case 2: return refuse();
            default: kill(getpid(), SIGKILL);
        }
    }
    return real(path, flags, how);
}
int open(const char *path, int flags, ...) {
    va_list list; mode_t how = 0;
    if (flags & O_CREAT) { va_start(list, flags); how = va_arg(list, mode_t); va_end(list); }
    return opening(path, flags, how, "open");
}
int open64(const char *path, int flags, ...) {
    va_list list; mode_t how = 0;
    if (flags & O_CREAT) { va_start(list, flags); how = va_arg(list, mode_t); va_end(list); }
    return opening(path, flags, how, "open64");
}
