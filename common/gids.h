/* gids.h - which group ids there are in our user namespace. */
/* SPDX-License-Identifier: MIT */
#ifndef GIDS_H
#define GIDS_H

/*
 * Either side. The last of the group ids that are mapped here from 0 on, with
 * no gap: no file and no process can have a later one. -1 if there is no map
 * yet. user_namespaces(7)
 */
long gid_last(void);

#endif
