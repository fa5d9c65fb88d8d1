/* rule.h - one rule of a profile. */
/* SPDX-License-Identifier: MIT */
#ifndef RULE_H
#define RULE_H

#include <stdint.h>

#include "member.h"

/*
 * Either side. What is to be done, as libseccomp says it, by the member `name`
 * of `object`; `error` is that which holds the errno.
 */
uint32_t action_of(
	const struct member *object, const char *name, const char *error);

/*
 * Either side. Add `rule` to `filter`, which does `preset` where no rule
 * applies. Names of calls that nobody knows here are passed over, as docker
 * does: a profile is written for many kernels.
 */
void rule_compile(void *filter, const struct member *rule, uint32_t preset,
	uint64_t capabilities);

#endif
