/* output.h - a file that is there when it is whole, and not before. */
/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

/*
 * Host side. Open `path` for writing, NULL: stdout, if that is no terminal.
 * What has been written is there after output_keep(), or never; a pipe or
 * device is written to as it is.
 */
int output_open(const char *path);
void output_keep(int fd, const char *path);

#endif
