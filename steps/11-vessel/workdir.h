/* workdir.h - the directory that the command starts in. */
/* SPDX-License-Identifier: MIT */
#ifndef WORKDIR_H
#define WORKDIR_H

/*
 * Guest side, in its root, with root's rights. Be in the directory `path`: root
 * comes where the user may not. But the user may come where root does not, so
 * that is no death yet. No link in it can be one of the kernel's, which lead
 * anywhere. openat2(2)
 */
void workdir_enter(const char *path);

/* Guest side, as the user, and as the last thing. Be there, or die; and that is
 * in our root. getcwd(2) */
void workdir_stay(const char *path);

#endif
