/* fd.h - descriptors: kept for the program that we become, or opened anew. */
/* SPDX-License-Identifier: MIT */
#ifndef FD_H
#define FD_H

/*
 * Host side. Let `fd` live on through execve(2): all others close themselves.
 * -1: there is none. FD_CLOEXEC, fcntl(2)
 */
void fd_keep(int fd);

/* Host side. Let none above 2 live on: what a caller has open is not ours. */
void fd_keep_none(void);

/*
 * Host side. Call `each` with all that we have open but 0 to 2, for who is to
 * know again what an earlier program has kept. It may close them. proc(5)
 */
void fd_each(void (*each)(int fd, void *argument), void *argument);

/*
 * Either side. Open the file behind `fd` once more, with other flags, such as
 * after a look at it by O_PATH. Returns a descriptor, or -1 and errno. proc(5)
 */
int fd_reopen(int fd, int flags);

/* Either side. The same to be read, if it is a regular file; errno EINVAL: it
 * is none. To open a device is to use it. */
int fd_reopen_file(int fd);

#endif
