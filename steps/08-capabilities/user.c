/* user.c - who the command is, by the guest's own files. */
/* SPDX-License-Identifier: MIT */
#include "user.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "accounts.h"
#include "die.h"
#include "file.h"
#include "nearest.h"
#include "number.h"
#include "variables.h"

static gid_t joined[NGROUPS_MAX];

bool id_is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

int id_read(const char *text, unsigned long *id)
{
	return number_read(text, 0, MOST_ID, id);
}

static _Noreturn void name_unknown(
	const char *what, const char *name, const char *meant, const char *path)
{
	char cure[300];

	snprintf(cure, sizeof(cure), "did you mean '%s'?", meant);
	die_of(&(struct death){ .code = EXIT_LAUNCHER,
		       .cure = *meant ? cure : NULL },
		"there is no %s '%s' in the guest's %s", what, name, path);
}

/*
 * The first line for `name`: by number if it is one, else by name. `id` gets
 * what its third field says. False: there is none. A name has to be there.
 */
static bool line_find(struct accounts *accounts, const char *path,
	const char *name, char *fields[], size_t count, unsigned long *id)
{
	const char *what = count == GROUP_FIELDS ? "group" : "user";
	bool by_number = id_is_number(name);
	char meant[256] = "";
	unsigned long found;

	while (accounts_next(accounts, fields, count)) {
		const char *candidate = fields[0];

		if (id_read(fields[2], &found) < 0)
			continue; /* whose it is, nobody can say */
		if (by_number ? found == *id : !strcmp(candidate, name)) {
			*id = found;
			return true;
		}
		if (!by_number && nearest(name, &candidate, 1))
			snprintf(meant, sizeof(meant), "%s", candidate);
	}
	if (!by_number)
		name_unknown(what, name, meant, path);
	return false;
}

static gid_t group_find(const char *group)
{
	char *fields[GROUP_FIELDS];
	struct accounts accounts;
	unsigned long gid;

	if (id_read(group, &gid) == 0)
		return (gid_t)gid; /* a number needs no line */
	accounts_open(&accounts, "/etc/group");
	line_find(&accounts, "/etc/group", group, fields, GROUP_FIELDS, &gid);
	accounts_close(&accounts);
	return (gid_t)gid;
}

static void group_join(struct user *user, gid_t gid)
{
	if (user->group_count == NGROUPS_MAX)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"the user would be in more than %d groups",
			NGROUPS_MAX);
	user->groups = joined;
	joined[user->group_count++] = gid;
}

void user_join(struct user *user, const char *group)
{
	group_join(user, group_find(group));
}

static bool list_has(char *list, const char *name)
{
	char *word;

	while ((word = strsep(&list, ",")))
		if (!strcmp(word, name))
			return true;
	return false;
}

/* All groups that name the user as a member. */
static void groups_find(struct user *user, const char *name)
{
	char *fields[GROUP_FIELDS];
	struct accounts accounts;
	unsigned long gid;

	accounts_open(&accounts, "/etc/group");
	while (accounts_next(&accounts, fields, GROUP_FIELDS))
		if (id_read(fields[2], &gid) == 0 && list_has(fields[3], name))
			group_join(user, (gid_t)gid);
	accounts_close(&accounts);
}

struct user user_find(const char *name, const char *group)
{
	struct user user = { .home = NULL };
	char *fields[PASSWD_FIELDS];
	struct accounts accounts;
	unsigned long uid = 0, gid;

	if (!name)
		return user;
	user.home = "/"; /* of a number without a name: as docker has it */
	id_read(name, &uid);
	accounts_open(&accounts, "/etc/passwd");
	if (line_find(&accounts, "/etc/passwd", name, fields, PASSWD_FIELDS,
		    &uid)) {
		if (id_read(fields[3], &gid) == 0)
			user.gid = (gid_t)gid;
		if (*fields[5])
			user.home = strdup(fields[5]);
		if (!group)
			groups_find(&user, fields[0]);
	}
	accounts_close(&accounts);
	user.uid = (uid_t)uid;
	if (group)
		user.gid = group_find(group);
	return user;
}

/* Without a map of groups, nobody in a user namespace may leave one. */
static bool groups_are_fixed(void)
{
	char text[16];

	return read_at(AT_FDCWD, "/proc/self/setgroups", text, sizeof(text)) >
		       0 &&
	       !strncmp(text, "deny", 4);
}

void user_become(const struct user *user)
{
	bool fixed = !user->group_count &&
		     (user->groups_fixed || groups_are_fixed());

	/* The caller's groups would be the guest's, so also if there are none.
	 * First, as they take rights that go with the uid. */
	if (!fixed && setgroups(user->group_count, user->groups) < 0)
		die("setgroups", "cannot set the %zu groups of the user",
			user->group_count);
	if (setresgid(user->gid, user->gid, user->gid) < 0)
		die("setgid", "cannot become group %u", user->gid);
	if (setresuid(user->uid, user->uid, user->uid) < 0)
		die("setuid", "cannot become user %u", user->uid);
	if (user->home)
		variables_home(user->home);
}
