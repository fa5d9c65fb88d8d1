/* landlock.c - no files but those that were named. */
/* SPDX-License-Identifier: MIT */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"

/* Of newer kernels than the headers here. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

/* Linux 6.2 has the third version, and 6.10 the fifth. */
enum { ABI_TRUNCATE = 3, ABI_IOCTL = 5 };

#define READS                                                        \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | \
		LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES                                                                 \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |       \
		LANDLOCK_ACCESS_FS_REMOVE_FILE |                               \
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |   \
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |   \
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
		LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER |       \
		LANDLOCK_ACCESS_FS_TRUNCATE)
/* All that can be allowed for a path that is no directory. */
#define OF_FILES                                                              \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |          \
		LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE | \
		LANDLOCK_ACCESS_FS_IOCTL_DEV)

static long abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);
}

/*
 * Before that, who may not write a file can still empty it by truncate(2), and
 * "read-only" would be a lie. ioctl(2) on devices, nobody was promised.
 */
void landlock_check(void)
{
	long version = abi();

	if (version < 0)
		die("landlock_create_ruleset", "cannot use Landlock");
	if (version < ABI_TRUNCATE)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "that takes Linux 6.2; --read-only and"
				       " -v DIR:DIR:ro do without" },
			"this kernel's Landlock (version %ld) does not keep"
			" files from being emptied",
			version);
}

/* Links are the image's, and lead nowhere but in it; into /proc/self/fd they
 * would lead to what is open here, and not there. */
static int path_open(const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

static void beneath_add(int rules, const struct beneath *row, uint64_t handled)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = row->writable ? handled : READS,
		.parent_fd = path_open(row->path),
	};
	struct stat status;

	if (rule.parent_fd < 0 || fstat(rule.parent_fd, &status) < 0)
		die_path("open", row->path, "cannot leave '%s' to the guest",
			row->path);
	if (!S_ISDIR(status.st_mode))
		rule.allowed_access &= OF_FILES;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0) < 0)
		die("landlock_add_rule", "cannot leave '%s' to the guest",
			row->path);
	close(rule.parent_fd);
}

void landlock_close(const struct beneath *beneath, size_t count)
{
	struct landlock_ruleset_attr attributes = {
		.handled_access_fs = READS | WRITES,
	};
	int rules;

	if (abi() >= ABI_IOCTL)
		attributes.handled_access_fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	rules = (int)syscall(SYS_landlock_create_ruleset, &attributes,
		sizeof(attributes), 0);
	if (rules < 0)
		die("landlock_create_ruleset", "cannot use Landlock");
	for (size_t i = 0; i < count; i++)
		beneath_add(rules, &beneath[i], attributes.handled_access_fs);
	if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		die("landlock_restrict_self", "cannot close the other files");
	close(rules);
}
