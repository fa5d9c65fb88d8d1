/* cause.h - what an error nearly always means, and what to do about it. */
/* SPDX-License-Identifier: MIT */
#ifndef CAUSE_H
#define CAUSE_H

/* Either side. The cause and cure known for (`call`, `error`), or NULL. */
const char *cause_of(const char *call, int error);

#endif
