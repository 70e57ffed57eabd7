/* lookups NAME SECONDS: what lab/harness/lookups.mjs does, as a program with musl, the C library of Alpine, does it. */
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *name;
static int running;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* In milliseconds. */
static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static void *look_up(void *unused) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found = NULL;
  long long begin = now();
  int error = getaddrinfo(name, NULL, &hints, &found);
  if (found) freeaddrinfo(found);
  pthread_mutex_lock(&lock);
  printf("%lld %lld %d\n", begin, now(), error != 0);
  fflush(stdout);
  running--;
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void begin_lookup(void) {
  pthread_t thread;
  pthread_mutex_lock(&lock);
  running++;
  pthread_mutex_unlock(&lock);
  if (pthread_create(&thread, NULL, look_up, NULL) != 0) abort();
  pthread_detach(thread);
}

static int still_running(void) {
  pthread_mutex_lock(&lock);
  int count = running;
  pthread_mutex_unlock(&lock);
  return count;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  name = argv[1];
  long long every = atof(argv[2]) * 1000, next = now() + every;
  struct pollfd input = {.fd = 0, .events = POLLIN};
  puts("");
  fflush(stdout);
  for (;;) {
    long long wait = next - now();
    if (poll(&input, 1, wait > 0 ? wait : 0) > 0) break;
    begin_lookup();
    next += every;
  }
  while (still_running()) usleep(10000);
  return 0;
}
