/* take.c - what a person says of whom to join, and of pins. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "die.h"

#include "parts.h"
#include "pins.h"

void enter_take_parts(const struct option_row *option, const char *value)
{
	*(unsigned int *)option->target |= parts_read(option->name, value);
}

void enter_take_pin(const struct option_row *option, const char *value)
{
	pin_name_check(option->name, value);
	option_string(option, value);
}

void enter_take_pins(const struct option_row *option, const char *value)
{
	(void)option, (void)value;
	pins_list();
	exit(EXIT_SUCCESS);
}

void enter_take_unpin(const struct option_row *option, const char *value)
{
	pin_name_check(option->name, value);
	pin_remove(value);
	exit(EXIT_SUCCESS);
}
