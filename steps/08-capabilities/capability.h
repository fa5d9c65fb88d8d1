/* capability.h - all capabilities: what each opens, and who gets it. */
/* SPDX-License-Identifier: MIT */
#ifndef CAPABILITY_H
#define CAPABILITY_H

#include <stdint.h>

enum { CAPABILITIES = 41 }; /* that have a name in Linux 6.18 */

struct capability {
	const char *name;  /* without the CAP_ */
	const char *opens; /* what the kernel lets one do that has it */
	const char *given; /* why docker gives it; NULL: it does not */
};

/* Either side. By number. capabilities(7) */
extern const struct capability capabilities[CAPABILITIES];

/* Either side. The set of those that docker gives. */
uint64_t capabilities_given(void);

/* Either side. The number of `name`, CAP_ before it or not; -1: none. */
int capability_find(const char *name);

/* Either side. The name most like `name`; NULL: none is like it. */
const char *capability_nearest(const char *name);

/* Either side. "CAP_SYS_ADMIN" of 21, in a static buffer. */
const char *capability_title(int number);

#endif
