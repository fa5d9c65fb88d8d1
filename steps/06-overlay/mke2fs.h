/* mke2fs.h - the one program that we ask: it knows how to make an ext4. */
/* SPDX-License-Identifier: MIT */
#ifndef MKE2FS_H
#define MKE2FS_H

/* Host side. Make an ext4 in the open `file`, or die of what mke2fs(8) says. */
void mke2fs_run(int file);

#endif
