#pragma once
#include <libpq-fe.h>
#include <spawn.h>

// glibc 2.34 has these; Swift's Glibc module hides them, because they need _GNU_SOURCE.
// Starting and watching a server needs them: no inherited descriptors, a known directory.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int pipe2(int descriptors[2], int flags);
enum { TRUEUP_SPAWN_NEW_SESSION = 0x80 /* POSIX_SPAWN_SETSID */ };
