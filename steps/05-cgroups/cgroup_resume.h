/* cgroup_resume.h - the groups of a guest, found again by another program. */
/* SPDX-License-Identifier: MIT */
#ifndef CGROUP_RESUME_H
#define CGROUP_RESUME_H

#include "cgroup.h"

/* Host side. Has the kernel killed somebody in there for want of memory? */
bool cgroup_was_oom(const struct cgroup *cgroup);

/*
 * Host side, before we become another program, which is to take up where we
 * were. What has to live on does: the locks. Returns where the groups are, to
 * be freed: a line each, with the number that no other group has.
 */
char *cgroup_keep(const struct cgroup *cgroup);

/*
 * Host side, with that text (NULL: none). Find the groups again; false: there
 * is none of them any more. The second is for who ends a guest in place of its
 * launcher: cgroup_report() and undo_all() do as they would have done there.
 * (What --stats is to say on stderr is lost. What is to go into a file is, too,
 * after a launcher that was killed.)
 */
bool cgroup_open(struct cgroup *cgroup, const char *record);
void cgroup_resume(struct cgroup *cgroup, const char *record);

/* Host side. Let go of what cgroup_open() has opened. */
void cgroup_close(struct cgroup *cgroup);

/*
 * Host side. The processes in there, also those of groups that the guest has
 * made, in an array to be freed; `count` is how many.
 */
pid_t *cgroup_processes(const struct cgroup *cgroup, size_t *count);

/*
 * Host side, after cgroup_open(). Set the limits that cgroup->limits has now:
 * or die, with those that there were. undo_all() brings these back, too.
 */
void cgroup_update(struct cgroup *cgroup);

/*
 * Host side. Remove the groups whose launcher was killed, wherever they are.
 * cgroup_prepare() does so where it makes another.
 */
void cgroup_sweep(void);

#endif
