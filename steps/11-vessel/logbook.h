/* logbook.h - a container's log, read. */
/* SPDX-License-Identifier: MIT */
#ifndef LOGBOOK_H
#define LOGBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "log_record.h"

/* Everything here is host side. */

/* Where one is in it. */
struct logbook {
	int directory, fd;    /* fd -1: at no file yet */
	unsigned long number; /* of the file */
	size_t from, length;  /* what has been read ahead, in... */
	char ahead[2 * (sizeof(struct record) + RECORD_LONGEST)];
};

/* One record: its head, and then so many bytes. */
struct entry {
	struct record head;
	int stream; /* RECORD_* */
	size_t length;
	const char *data; /* until the next one */
};

/* The number of the last file in `directory`; 1: there is none. Half a record
 * at its end, of a monitor that was killed, is cut off. */
unsigned long logbook_mend(int directory);

/* At the beginning of the log in `directory`. */
void logbook_open(struct logbook *logbook, int directory);
void logbook_close(struct logbook *logbook);

/* The next one. False: there is none so far. Dies where the log is damaged. */
bool logbook_next(struct logbook *logbook, struct entry *entry);

#endif
