/* ipc-wipe.c - remove every SysV object in sight: nobody cares, until then. */
/* SPDX-License-Identifier: MIT */

/*
 * What:  shared memory, queues and semaphores have numbers, not names in a
 *        directory. Root may remove any that it can count up to.
 * Who:   PostgreSQL's start-up lock, SAP's and Oracle's buffers, old X servers.
 * Stop:  an IPC namespace (step 02), which begins empty and counts for itself.
 *
 * Prints what it removed. Exit code 0: escaped, something was there.
 */
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* The *_STAT calls count in the kernel's table and return the identifier. */
static int wipe_memory(int index)
{
	struct shmid_ds status;
	int id = shmctl(index, SHM_STAT, &status);

	if (id < 0 || shmctl(id, IPC_RMID, NULL) < 0)
		return 0;
	return printf("removed shared memory %d\n", id) > 0;
}

static int wipe_queue(int index)
{
	struct msqid_ds status;
	int id = msgctl(index, MSG_STAT, &status);

	if (id < 0 || msgctl(id, IPC_RMID, NULL) < 0)
		return 0;
	return printf("removed message queue %d\n", id) > 0;
}

static int wipe_semaphores(int index)
{
	struct semid_ds status;
	union {
		/* cppcheck-suppress unusedStructMember ; the kernel reads it */
		struct semid_ds *status;
	} argument = { .status = &status };
	int id = semctl(index, 0, SEM_STAT, argument);

	if (id < 0 || semctl(id, 0, IPC_RMID) < 0)
		return 0;
	return printf("removed semaphores %d\n", id) > 0;
}

int main(void)
{
	int removed = 0;

	for (int index = 0; index < 1024; index++)
		removed += wipe_memory(index) + wipe_queue(index) +
			   wipe_semaphores(index);
	if (!removed)
		puts("nothing in sight");
	return removed ? 0 : 1;
}
