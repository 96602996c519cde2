/* A vendor's library with the published SDT functions, for one card. Faults are compiled in:
 *   OPEN_STATUS, SAM_STATUS, FIND_STATUS, SELECT_STATUS, READ_STATUS, ADDRESS_STATUS   what the function answers
 *   TEXT_LENGTH, PHOTO_LENGTH, ADDRESS_LENGTH                                           what it says it has written
 *   IN_READ(), IN_FIND(), IN_OPEN()                                                     what happens there first
 * With ONCE_FILE a fault happens only while that file is there, and removes it.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "card.h"

#ifndef GOOD_PORT
#define GOOD_PORT 1001
#endif
#ifndef OPEN_STATUS
#define OPEN_STATUS 0x90
#endif
#ifndef SAM_STATUS
#define SAM_STATUS 0x90
#endif
#ifndef FIND_STATUS
#define FIND_STATUS 0x9f
#endif
#ifndef SELECT_STATUS
#define SELECT_STATUS 0x90
#endif
#ifndef READ_STATUS
#define READ_STATUS 0x90
#endif
#ifndef ADDRESS_STATUS
#define ADDRESS_STATUS 0x90
#endif
#ifndef TEXT_LENGTH
#define TEXT_LENGTH 256
#endif
#ifndef PHOTO_LENGTH
#define PHOTO_LENGTH 1024
#endif
#ifndef ADDRESS_LENGTH
#define ADDRESS_LENGTH 70
#endif

#define HANG for (;;) pause()
#define CRASH raise(SIGSEGV)

static int fault_is_due(void) {
#ifdef ONCE_FILE
    return unlink(ONCE_FILE) == 0;
#else
    return 1;
#endif
}

#ifndef IN_OPEN
#define IN_OPEN
#endif
#ifndef IN_FIND
#define IN_FIND
#endif
#ifndef IN_READ
#define IN_READ
#endif

static int opened, silent, answer;

/* What a faulty function answers: its status while the fault is due, else the good one. */
#define ANSWER(status, good) (answer = (status), answer != (good) && fault_is_due() ? answer : (good))

int SDT_OpenPort(int port) {
    IN_OPEN;
    if (port != GOOD_PORT) return 0x01;
    opened = port;
    return ANSWER(OPEN_STATUS, 0x90);
}

int SDT_ClosePort(int port) {
    if (opened == port) opened = 0;
    return 0x90;
}

int SDT_GetSAMStatus(int port, int if_open) {
    return opened == port && !if_open ? ANSWER(SAM_STATUS, 0x90) : 0x01;
}

int SDT_ResetSAM(int port, int if_open) {
    silent = 0;
    return opened == port && !if_open ? 0x90 : 0x01;
}

int SDT_GetSAMIDToStr(int port, char *serial, int if_open) {
    if (opened != port || if_open) return 0x01;
    strcpy(serial, "05.03-20131231-0001234567-0987654321");
    return 0x90;
}

int SDT_StartFindIDCard(int port, unsigned char *iin, int if_open) {
    IN_FIND;
    if (opened != port || if_open) return 0x01;
    memset(iin, 0, 4);
    return silent ? 0x80 : ANSWER(FIND_STATUS, 0x9f);
}

int SDT_SelectIDCard(int port, unsigned char *sn, int if_open) {
    if (opened != port || if_open) return 0x01;
    memset(sn, 0, 8);
    return ANSWER(SELECT_STATUS, 0x90);
}

#ifndef LACKS_READ
int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned *text_length, unsigned char *photo, unsigned *photo_length,
                    int if_open) {
    IN_READ;
    if (opened != port || if_open) return 0x01;
    int status = ANSWER(READ_STATUS, 0x90);
    if (status != 0x90) return status;
    silent = 1;
    memcpy(text, CARD_TEXT, sizeof CARD_TEXT);
    memset(photo, 0x57, 1024);
    *text_length = TEXT_LENGTH;
    *photo_length = PHOTO_LENGTH;
    return 0x90;
}
#endif

#ifndef LACKS_ADDRESS
int SDT_ReadNewAppMsg(int port, unsigned char *address, unsigned *length, int if_open) {
    if (opened != port || if_open) return 0x01;
    memcpy(address, CARD_ADDRESS, sizeof CARD_ADDRESS);
    *length = ADDRESS_LENGTH;
    return ANSWER(ADDRESS_STATUS, 0x90);
}
#endif
