/* A disk that fails when told: preloaded into a program, stands between it and the files below one folder.
 *
 * Every crossing that changes the disk (write, sync, a name made, moved or taken away, a length set) is counted, every
 * read apart from them. At a chosen one the program is killed, or told an error. All crossings can be kept in a journal,
 * in the order they happened, for `store_powercut.py`. Syncs are not passed on: no real power is cut, so only their
 * place in the order counts.
 *
 * Calls go to the kernel directly; nothing here depends on which C library the program was built against. What is
 * mapped (SQLite's -shm) is not seen: it need not survive.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 1024
#define LONGEST 1024

enum action { COUNT, KILL, TEAR, FAIL_ONCE, FAIL_ON, FILL };
enum side { CHANGES, READS };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[LONGEST];
static size_t root_length;
static char paths[FILES][LONGEST]; /* of open files below root; empty for others */
static int action, side, error_number, roomy;
static long at, crossed[2], met;
static int journal = -1;

static void arrive(int signal_number) { syscall(SYS_kill, syscall(SYS_getpid), signal_number); }

/* ---- for the suite, by ctypes ---- */

void disk_arm(const char *folder, int what, int which_side, long number, int error, int journal_handle) {
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    action = what, side = which_side, at = number, error_number = error, journal = journal_handle;
    crossed[CHANGES] = crossed[READS] = met = 0;
    roomy = 1;
}

long disk_crossed(int which_side) { return crossed[which_side]; }
long disk_met(void) { return met; }

/* ---- journal ---- */

struct entry {
    uint32_t kind;
    uint32_t first, second; /* lengths of what follows */
    uint32_t reserved;
    uint64_t inode;
    int64_t place;
};

static void all_out(const void *data, size_t size) {
    const char *left = data;
    while (size > 0) {
        long done = syscall(SYS_write, journal, left, size);
        if (done < 0) arrive(SIGABRT);
        left += done, size -= (size_t)done;
    }
}

static void note(char kind, uint64_t inode, int64_t place, const void *first, size_t n1, const void *second, size_t n2) {
    struct entry entry = {(uint32_t)kind, (uint32_t)n1, (uint32_t)n2, 0, inode, place};
    if (journal < 0) return;
    all_out(&entry, sizeof entry);
    all_out(first, n1);
    all_out(second, n2);
}

static void note_names(char kind, uint64_t inode, const char *first, const char *second) {
    note(kind, inode, 0, first, strlen(first), second, strlen(second));
}

void disk_mark(const char *words) {
    pthread_mutex_lock(&turn);
    note_names('A', 0, words, "");
    pthread_mutex_unlock(&turn);
}

static uint64_t inode_of(int handle) {
    struct stat found;
    return fstat(handle, &found) == 0 ? found.st_ino : 0;
}

/* ---- where ---- */

static int below(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

/* The absolute path; 0 when it is none of ours. */
static int ours(int folder, const char *name, char *path) {
    if (!root_length || !name) return 0;
    if (name[0] == '/')
        snprintf(path, LONGEST, "%s", name);
    else if (folder >= 0 && folder < FILES && paths[folder][0])
        snprintf(path, LONGEST, "%.500s/%.500s", paths[folder], name);
    else
        return 0;
    return below(path);
}

static int open_file_is_ours(int handle) { return handle >= 0 && handle < FILES && paths[handle][0] && root_length; }

/* ---- what happens at a crossing ---- */

enum need { ROOM, NO_ROOM, WRITING_ONLY };

/* 0: go on; -1: errno is set. `torn` is set when half of it is to be done first. Called in turn. */
static int crossing(enum side of, enum need need, int *torn) {
    long number = ++crossed[of];
    if (action == COUNT || of != side) return 0;
    if (action == KILL || action == TEAR) {
        if (number != at) return 0;
        met++;
        if (action == TEAR && torn) return *torn = 1, 0;
        arrive(SIGKILL);
    }
    if (number < at || (action == FAIL_ONCE && number != at)) return 0;
    if (action == FILL) {
        if (number == at) roomy = 0;
        if (roomy || need != ROOM) return 0;
        if (number == at && torn) *torn = 1;
        if (number == at && torn) return met++, 0;
    }
    met++;
    errno = error_number;
    return -1;
}

/* ---- the calls ---- */

static long written(int handle, const void *data, size_t size, int64_t place) {
    if (!open_file_is_ours(handle))
        return place < 0 ? syscall(SYS_write, handle, data, size) : syscall(SYS_pwrite64, handle, data, size, place);
    pthread_mutex_lock(&turn);
    int torn = 0;
    long done = -1;
    if (crossing(CHANGES, ROOM, &torn) == 0) {
        struct stat file;
        int64_t from = place;
        if (place < 0) {
            fstat(handle, &file);
            int flags = (int)syscall(SYS_fcntl, handle, F_GETFL);
            from = (flags & O_APPEND) ? file.st_size : syscall(SYS_lseek, handle, 0L, SEEK_CUR);
        }
        if (torn) size = size > 1 ? size / 2 : size;
        done = place < 0 ? syscall(SYS_write, handle, data, size) : syscall(SYS_pwrite64, handle, data, size, place);
        if (done > 0) note('W', inode_of(handle), from, data, (size_t)done, "", 0);
        if (torn && action == TEAR) arrive(SIGKILL);
    }
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int handle, const void *data, size_t size) { return written(handle, data, size, -1); }
ssize_t pwrite(int handle, const void *data, size_t size, off_t place) { return written(handle, data, size, place); }
ssize_t pwrite64(int handle, const void *data, size_t size, off64_t place) {
    return written(handle, data, size, place);
}

static int may_read(int handle) {
    if (!open_file_is_ours(handle)) return 1;
    pthread_mutex_lock(&turn);
    int refused = crossing(READS, NO_ROOM, NULL);
    pthread_mutex_unlock(&turn);
    return !refused;
}

ssize_t read(int handle, void *data, size_t size) {
    return may_read(handle) ? syscall(SYS_read, handle, data, size) : -1;
}
ssize_t pread(int handle, void *data, size_t size, off_t place) {
    return may_read(handle) ? syscall(SYS_pread64, handle, data, size, place) : -1;
}
ssize_t pread64(int handle, void *data, size_t size, off64_t place) {
    return may_read(handle) ? syscall(SYS_pread64, handle, data, size, place) : -1;
}

static int synced(int handle, long call) {
    if (!open_file_is_ours(handle)) return (int)syscall(call, handle);
    pthread_mutex_lock(&turn);
    int result = crossing(CHANGES, NO_ROOM, NULL);
    if (result == 0) note('S', inode_of(handle), 0, "", 0, "", 0);
    pthread_mutex_unlock(&turn);
    return result;
}

int fsync(int handle) { return synced(handle, SYS_fsync); }
int fdatasync(int handle) { return synced(handle, SYS_fdatasync); }

static int length_set(int handle, int64_t size, int only_longer) {
    struct stat before;
    if (!open_file_is_ours(handle)) return (int)syscall(SYS_ftruncate, handle, size);
    pthread_mutex_lock(&turn);
    fstat(handle, &before);
    int result = crossing(CHANGES, size > before.st_size ? ROOM : WRITING_ONLY, NULL);
    if (result == 0 && !(only_longer && size <= before.st_size)) {
        result = (int)syscall(SYS_ftruncate, handle, size);
        if (result == 0) note('T', inode_of(handle), size, "", 0, "", 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int ftruncate(int handle, off_t size) { return length_set(handle, size, 0); }
int ftruncate64(int handle, off64_t size) { return length_set(handle, size, 0); }
int posix_fallocate(int handle, off_t from, off_t size) {
    return length_set(handle, from + size, 1) == 0 ? 0 : errno;
}
int posix_fallocate64(int handle, off64_t from, off64_t size) { return posix_fallocate(handle, from, size); }

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[LONGEST];
    if (!ours(folder, name, path)) {
        int handle = (int)syscall(SYS_openat, folder, name, flags, mode);
        if (handle >= 0 && handle < FILES) paths[handle][0] = 0;
        return handle;
    }
    pthread_mutex_lock(&turn);
    struct stat before;
    int handle = 0, there = fstatat(folder, name, &before, 0) == 0;
    int makes = (flags & O_CREAT) && !there, empties = (flags & O_TRUNC) && there && before.st_size > 0;
    if (makes || empties)
        handle = crossing(CHANGES, makes ? ROOM : WRITING_ONLY, NULL);
    else if ((flags & O_ACCMODE) != O_RDONLY && action == FAIL_ON && error_number == EROFS && crossed[CHANGES] >= at)
        errno = EROFS, handle = -1;
    if (handle == 0) handle = (int)syscall(SYS_openat, folder, name, flags, mode);
    if (handle >= FILES) arrive(SIGABRT);
    if (handle >= 0) {
        snprintf(paths[handle], LONGEST, "%s", path);
        if (makes) note_names('C', inode_of(handle), path, "");
        if (empties) note('T', inode_of(handle), 0, "", 0, "", 0);
    }
    pthread_mutex_unlock(&turn);
    return handle;
}

#define OPENING(name, parameters, folder)                                                                              \
    int name parameters {                                                                                              \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                           \
            va_list more;                                                                                              \
            va_start(more, flags);                                                                                     \
            mode = va_arg(more, mode_t);                                                                               \
            va_end(more);                                                                                              \
        }                                                                                                              \
        return opened(folder, path, flags, mode);                                                                      \
    }
OPENING(open, (const char *path, int flags, ...), AT_FDCWD)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD)
OPENING(openat, (int folder, const char *path, int flags, ...), folder)
OPENING(openat64, (int folder, const char *path, int flags, ...), folder)

int close(int handle) {
    if (handle >= 0 && handle < FILES) paths[handle][0] = 0;
    return (int)syscall(SYS_close, handle);
}

static int renamed(int from_folder, const char *from, int to_folder, const char *to) {
    char old[LONGEST], new[LONGEST];
    int mine = ours(from_folder, from, old), also = ours(to_folder, to, new);
    if (!mine || !also) return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    pthread_mutex_lock(&turn);
    int result = crossing(CHANGES, WRITING_ONLY, NULL);
    if (result == 0) result = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
    if (result == 0) note_names('R', 0, old, new);
    pthread_mutex_unlock(&turn);
    return result;
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renamed(from_folder, from, to_folder, to);
}

/* As much room as a file took is there again: the reserve is one file of 64 KB in these stations. */
static int removed(int folder, const char *name, int flags) {
    char path[LONGEST];
    struct stat before;
    if (!ours(folder, name, path)) return (int)syscall(SYS_unlinkat, folder, name, flags);
    pthread_mutex_lock(&turn);
    int result = -1;
    if (fstatat(folder, name, &before, AT_SYMLINK_NOFOLLOW) != 0)
        errno = ENOENT; /* nothing to change */
    else if (crossing(CHANGES, WRITING_ONLY, NULL) == 0) {
        result = (int)syscall(SYS_unlinkat, folder, name, flags);
        if (result == 0) note_names('U', 0, path, "");
        if (result == 0 && before.st_size >= 1 << 15) roomy = 1;
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }

static int folder_made(int folder, const char *name, mode_t mode) {
    char path[LONGEST];
    struct stat made;
    if (!ours(folder, name, path)) return (int)syscall(SYS_mkdirat, folder, name, mode);
    pthread_mutex_lock(&turn);
    int result = fstatat(folder, name, &made, 0) == 0 ? (errno = EEXIST, -1) : crossing(CHANGES, ROOM, NULL);
    if (result == 0) result = (int)syscall(SYS_mkdirat, folder, name, mode);
    if (result == 0 && fstatat(folder, name, &made, 0) == 0) note_names('D', made.st_ino, path, "");
    pthread_mutex_unlock(&turn);
    return result;
}

int mkdir(const char *path, mode_t mode) { return folder_made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return folder_made(folder, path, mode); }
