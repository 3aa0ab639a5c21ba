// A malloc for finding who damages memory. Some blocks, or all, get pages of their own: they end where a page ends, behind them is one that
// nobody can read or write, and once freed their pages are never used again. What reads or writes there faults where it happens, instead of
// damaging something that is noticed much later. To be preloaded; acts in processes only whose name has "python" in it.
//
// FENCE_LEAST, FENCE_MOST  bytes of blocks that are fenced, at least and at most (0, 1000000)
// FENCE_ONE_IN             of those, one in so many at random (1)
// FENCE_LIVE               blocks that may be fenced at the same time: each takes two of the system's vm.max_map_count mappings (20000)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

#define PAGE 4096ul
#define SPAN (8ul << 40) // bytes of addresses
#define FRESH 0xA5       // what new blocks hold

static char *base;           // of the addresses for fenced blocks
static uint64_t *sizes;      // of the block that begins in a page; FREED once it is freed
static uint64_t used;        // pages given out
static int64_t live;         // blocks fenced now
static size_t least = 0, most = 1000000, one_in = 1;
static int64_t most_live = 20000;
static enum { UNKNOWN, ON, OFF } state;
static __thread uint64_t random_state;

#define FREED UINT64_MAX

static size_t number(const char *name, size_t otherwise) {
  const char *text = getenv(name);
  return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static void begin(void) {
  state = OFF; // what is called here may allocate
  char name[64] = {0};
  int file = open("/proc/self/comm", O_RDONLY);
  if (file < 0) return;
  ssize_t length = read(file, name, sizeof name - 1);
  close(file);
  if (length <= 0 || strstr(name, "python") == NULL) return;
  least = number("FENCE_LEAST", least);
  most = number("FENCE_MOST", most);
  one_in = number("FENCE_ONE_IN", one_in);
  most_live = number("FENCE_LIVE", most_live);
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  base = mmap(NULL, SPAN, PROT_NONE, flags, -1, 0);
  sizes = mmap(NULL, SPAN / PAGE * sizeof *sizes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (base == MAP_FAILED || sizes == MAP_FAILED || one_in == 0) {
    static const char text[] = "fence: no addresses: this process runs without\n";
    if (write(2, text, sizeof text - 1) < 0) {}
    base = NULL;
    return;
  }
  state = ON;
}

static int is_fenced(const void *block) { return base != NULL && (uintptr_t)block - (uintptr_t)base < SPAN; }

static size_t page_of(const void *block) { return ((uintptr_t)block - (uintptr_t)base) / PAGE; }

static size_t pages_for(size_t size) { return size == 0 ? 1 : (size + PAGE - 1) / PAGE; }

// xorshift: as good as is needed here, and each thread has its own.
static int is_chosen(size_t size) {
  if (state == UNKNOWN) begin();
  if (state != ON || size < least || size > most || live >= most_live) return 0;
  if (one_in == 1) return 1;
  uint64_t next = random_state != 0 ? random_state : (uint64_t)(uintptr_t)&random_state ^ (uint64_t)getpid() << 20;
  next ^= next << 13;
  next ^= next >> 7;
  next ^= next << 17;
  random_state = next;
  return next % one_in == 0;
}

// A block that ends, but for the alignment of malloc, where its last page does; NULL if it cannot be had.
static void *fenced(size_t size) {
  size_t rounded = (size + 15) & ~15ul;
  size_t pages = pages_for(rounded);
  size_t first = __sync_fetch_and_add(&used, pages + 1);
  if ((first + pages + 1) * PAGE > SPAN) return NULL;
  char *start = base + first * PAGE;
  if (mprotect(start, pages * PAGE, PROT_READ | PROT_WRITE) != 0) return NULL;
  char *block = rounded == 0 ? start : start + pages * PAGE - rounded;
  sizes[page_of(block)] = size;
  __sync_fetch_and_add(&live, 1);
  return block;
}

static void drop(void *block) {
  size_t first = page_of(block), size = sizes[first];
  if (size == FREED) {
    static const char text[] = "fence: a block is freed for the second time\n";
    if (write(2, text, sizeof text - 1) < 0) {}
    abort();
  }
  char *start = base + first * PAGE;
  size_t bytes = pages_for((size + 15) & ~15ul) * PAGE;
  sizes[first] = FREED;
  madvise(start, bytes, MADV_DONTNEED);
  mprotect(start, bytes, PROT_NONE);
  __sync_fetch_and_sub(&live, 1);
}

void *malloc(size_t size) {
  if (is_chosen(size)) {
    void *block = fenced(size);
    if (block != NULL) return memset(block, FRESH, size);
  }
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (!__builtin_mul_overflow(count, size, &bytes) && is_chosen(bytes)) {
    void *block = fenced(bytes); // fresh pages are zero
    if (block != NULL) return block;
  }
  return __libc_calloc(count, size);
}

void free(void *block) {
  if (!is_fenced(block)) {
    __libc_free(block);
    return;
  }
  int before = errno;
  drop(block);
  errno = before;
}

size_t malloc_usable_size(void *block) {
  static size_t (*usual)(void *); // looked up twice at most, with the same result
  if (block == NULL) return 0;
  if (is_fenced(block)) return sizes[page_of(block)];
  if (usual == NULL) usual = dlsym(RTLD_NEXT, "malloc_usable_size");
  return usual(block);
}

void *realloc(void *block, size_t size) {
  if (block == NULL) return malloc(size);
  int was_fenced = is_fenced(block);
  if (!was_fenced && !is_chosen(size)) return __libc_realloc(block, size);
  if (size == 0) {
    free(block);
    return NULL;
  }
  void *other = was_fenced ? malloc(size) : fenced(size);
  if (other == NULL) return was_fenced ? NULL : __libc_realloc(block, size);
  size_t before = malloc_usable_size(block);
  memcpy(other, block, before < size ? before : size);
  free(block);
  return other;
}
