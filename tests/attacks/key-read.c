/* key-read.c - read a key of whoever started us. */
/* SPDX-License-Identifier: MIT */

/*
 * What:  the kernel keeps keys for programs: tickets of Kerberos, keys of
 *        disks. Those in the session keyring belong to all that a session
 *        starts, and it is inherited into any namespace.
 * Stop:  another session keyring, and a filter without keyctl(2) (step 09).
 *
 * key-read NAME                     prints it. Exit code 0: escaped.
 * key-read --keep NAME KEY COMMAND  is the caller: keeps it, runs COMMAND.
 */
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int key_keep(char **words)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
		syscall(SYS_add_key, "user", words[0], words[1],
			strlen(words[1]), KEY_SPEC_SESSION_KEYRING) < 0)
		return perror("add_key"), 2;
	execvp(words[2], words + 2);
	return perror(words[2]), 2;
}

int main(int argc, char **argv)
{
	char text[256];
	long key, length;

	if (argc > 4 && !strcmp(argv[1], "--keep"))
		return key_keep(argv + 2);
	if (argc != 2)
		return fprintf(stderr, "usage: key-read NAME\n"), 2;
	key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING,
		"user", argv[1], 0);
	if (key < 0)
		return perror("keyctl"), 1;
	length = syscall(SYS_keyctl, KEYCTL_READ, key, text, sizeof(text) - 1);
	if (length < 0)
		return perror("keyctl"), 1;
	text[length < 255 ? length : 255] = '\0';
	return puts(text) < 0;
}
