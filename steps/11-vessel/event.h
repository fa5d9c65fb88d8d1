/* event.h - the file in which what happens is written down. */
/* SPDX-License-Identifier: MIT */
#ifndef EVENT_H
#define EVENT_H

/*
 * RUN/events has a line of JSON for each event. When it is full it becomes
 * RUN/events.1, and what that was before is forgotten. Who writes has its lock.
 * flock(2)
 */
#define EVENTS "events"
#define EVENTS_BEFORE "events.1"

enum { MOST_EVENTS_SIZE = 1 << 20 };

#endif
