#pragma once
// Swift's Glibc module leaves out what other systems do not have, such as epoll; and Swift holds
// `struct epoll_event` for unsafe, because its union could carry a pointer. Ours never does.
#include <stdint.h>
#include <sys/epoll.h>

enum { TRUEUP_EPOLL_BATCH = 512 };

struct trueup_ready {
    uint64_t token;
    int readable; // or broken, which a read will tell
    int writable;
};

static inline int trueup_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

// Adds a descriptor, or changes what is waited for when `known`.
static inline int trueup_epoll_watch(int queue, int descriptor, uint64_t token, int known,
                                     int for_writing) {
    struct epoll_event event = {.events = EPOLLIN | (for_writing ? (uint32_t)EPOLLOUT : 0u),
                                .data = {.u64 = token}};
    return epoll_ctl(queue, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
}

// Fills `ready`, which has room for TRUEUP_EPOLL_BATCH; returns how many, or -1.
static inline int trueup_epoll_wait(int queue, struct trueup_ready *ready, int milliseconds) {
    struct epoll_event events[TRUEUP_EPOLL_BATCH];
    int count = epoll_wait(queue, events, TRUEUP_EPOLL_BATCH, milliseconds);
    for (int i = 0; i < count; i++) {
        ready[i].token = events[i].data.u64;
        ready[i].readable = (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0;
        ready[i].writable = (events[i].events & EPOLLOUT) != 0;
    }
    return count;
}
