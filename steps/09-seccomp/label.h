/* label.h - what AppArmor or SELinux are to take the command for. */
/* SPDX-License-Identifier: MIT */
#ifndef LABEL_H
#define LABEL_H

/* Host side. Refuse a `profile` or a `label` that nobody here would enforce;
 * NULL: none was asked for. */
void label_check(const char *profile, const char *label);

/*
 * Guest side, with a /proc. From the next execve(2) on, it is confined by that
 * profile of AppArmor's, and has that label of SELinux's.
 */
void label_take(const char *profile, const char *label);

#endif
