/* stats_row.h - a line about what a container uses. */
/* SPDX-License-Identifier: MIT */
#ifndef STATS_ROW_H
#define STATS_ROW_H

#include "columns.h"
#include "sample.h"

/* Everything here is host side. The columns are docker's. */
extern const struct column stats_row_heads[];

/* One row; `percent` of a processor, negative if nobody knows. */
void stats_row_add(
	struct columns *columns, const struct sample *sample, double percent);

/* One line on stdout, an object. What nobody knows is left out. */
void stats_row_json(const struct sample *sample, double percent);

#endif
