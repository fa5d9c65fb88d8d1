/* console.h - a terminal of the guest's own. */
/* SPDX-License-Identifier: MIT */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <sys/types.h>

/* Guest side, but for the last; all of them. `socket` -1: nothing is to be
 * done, for no terminal is wanted. */

/*
 * Guest side, in its own root, before its rights and the filter go. Make a pair
 * of pseudoterminals in the guest's own devpts(5), send the master over
 * `socket`, and make the other 0 to 2. It belongs to `owner`. TIOCGPTPEER,
 * ioctl_tty(2), pty(7)
 */
void console_open(int socket, uid_t owner);

/*
 * Guest side, after that. Begin a session, whose terminal is 0: by who stays,
 * for with the leader of a session it hangs up. setsid(2), TIOCSCTTY
 */
void console_own(int socket);

/*
 * Guest side, after the first. Show the terminal as /dev/console as well, which
 * is where an init speaks. Not for who comes later. open_tree(2)
 */
void console_show(int socket);

/* Guest side. Without a terminal: let that user open the pipe `fd` again, as
 * /dev/stderr. proc(5) */
void console_give(int fd, uid_t owner);

/* Guest side. Pass that master on to the host, over `socket`. unix(7) */
void console_pass(int socket, int master);

/*
 * Host side. The master that the process `guest` passes on, close-on-exec; -1:
 * it has ended instead, or has sent something else. unix(7), pidfd_getfd(2)
 */
int console_receive(int socket, pid_t guest);

#endif
