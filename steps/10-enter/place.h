/* place.h - the one directory that is mounted on the host: that of pins. */
/* SPDX-License-Identifier: MIT */
#ifndef PLACE_H
#define PLACE_H

#define PLACE "/run/vessel/pins"

/*
 * Host side; all of them. Make it if it is missing, and lock it: one at a time
 * makes or removes pins. Returns a descriptor. flock(2)
 */
int place_lock(void);

/* Host side. Remove it if there are no pins, and let go of the lock. */
void place_release(int place);

/* Host side. The same directory, unlocked; -1: there is none. */
int place_open(void);

#endif
