/* applies.h - whether a part of a profile is meant for this guest. */
/* SPDX-License-Identifier: MIT */
#ifndef APPLIES_H
#define APPLIES_H

#include <stdbool.h>
#include <stdint.h>

#include "member.h"

/*
 * Either side. Do the "includes" and "excludes" of `rule` let it apply, on this
 * processor and kernel, to who has `capabilities`? As docker reads them: of the
 * included capabilities all have to be there, of the excluded none.
 */
bool rule_applies(const struct member *rule, uint64_t capabilities);

/*
 * Either side. Add to `filter` the processors beside ours that the profile
 * names. Returns how many; `x32`: that is one of them.
 */
size_t architectures_add(const struct member *profile, void *filter, bool *x32);

#endif
