/* keyring.h - keys that are not the caller's. */
/* SPDX-License-Identifier: MIT */
#ifndef KEYRING_H
#define KEYRING_H

/*
 * Guest side, while keyctl(2) is open. A session keyring is inherited by every
 * child, and who possesses it may read the keys in it, whoever it has become:
 * no namespace holds them back. Take a new one, which is empty. keyrings(7)
 */
void keyring_leave(void);

#endif
