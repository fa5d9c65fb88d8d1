/* paths.h - where what is known of containers lies. */
/* SPDX-License-Identifier: MIT */
#ifndef PATHS_H
#define PATHS_H

/* Everything here is host side. */

/*
 * DATA, which stays, and RUN, which a reboot takes, with `below` behind it (""
 * for none: that text stays), in a static buffer each. They are made where they
 * are missing.
 */
const char *data_path(const char *below);
const char *run_path(const char *below);

/*
 * Open the directory `below` of DATA or RUN, made where it is missing. Nobody
 * but us may come into it, or change a name on the way to it: or die.
 */
int data_open(const char *below);
int run_open(const char *below);

#endif
