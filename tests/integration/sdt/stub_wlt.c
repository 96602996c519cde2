/* A vendor's decoder of card photos. It draws what it was asked for, so that a test sees whose photo came back. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#ifndef STATUS
#define STATUS 1
#endif
#ifndef IN_UNPACK
#define IN_UNPACK
#endif
#define HANG for (;;) pause()
#define CRASH raise(SIGSEGV)

int unpack(const unsigned char *wlt, unsigned char *picture, int save) {
    IN_UNPACK;
    (void)save;
#ifdef WHOLE_BMP
    static const unsigned char header[54] = {'B', 'M', 0xce, 0x97, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0,
                                             WHOLE_BMP, 0, 0, 0, 126, 0, 0, 0, 1, 0, 24, 0};
    memcpy(picture, header, sizeof header);
    memset(picture + sizeof header, wlt[0], 126 * 308);
#elif !defined(BLANK)
    for (int row = 0; row < 126; row++) memset(picture + row * 306, row + wlt[0], 306);
#endif
    return STATUS;
}
