/* text.h - small files of this guest alone: /etc/hosts and the like. */
/* SPDX-License-Identifier: MIT */
#ifndef TEXT_H
#define TEXT_H

#include "rootfs.h"

/*
 * Guest side, before the pivot and the other mounts. Make each of `texts` a
 * file in memory, and show it below `root`.
 */
void texts_make(int root, const struct text *texts);

#endif
